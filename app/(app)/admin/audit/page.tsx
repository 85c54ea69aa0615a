import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { auditQuery as auditSchema } from '#lib/schemas/audit.ts';
import { getAuditForwarding } from '#lib/services/audit-forwarding.ts';
import { listAudit } from '#lib/services/list-audit.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { AuditPage } from '@/components/audit/audit-page';
import { auditForwardingQuery, auditQuery, auditView, queryOf } from '@/components/audit/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../../../hydrated';
import { firstOf, parseQuery } from '../../../search-params';

export const metadata: Metadata = { title: translate('audit.title') };

export default async function Page({ searchParams }: PageProps<'/admin/audit'>) {
  const principal = await requireAdminPage();
  const params = await searchParams;
  const view = auditView((name) => firstOf(params, name), null);
  const client = getQueryClient();
  const [page, forwarding] = await Promise.all([
    pagePart(listAudit(principal, parseQuery(auditSchema, queryOf(view)))),
    pagePart(getAuditForwarding(principal)),
  ]);
  if (page) client.setQueryData(auditQuery(null, view).queryKey, firstPage(page));
  if (forwarding) client.setQueryData(auditForwardingQuery.queryKey, forwarding);
  return (
    <Hydrated client={client}>
      <AuditPage />
    </Hydrated>
  );
}
