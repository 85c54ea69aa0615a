import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { projectAuditQuery } from '#lib/schemas/audit.ts';
import { listProjectAudit } from '#lib/services/list-audit.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { AuditTable } from '@/components/audit/audit-table';
import { auditQuery, auditView, queryOf } from '@/components/audit/queries';
import { Hydrated } from '../../../../hydrated';
import { firstOf, parseQuery } from '../../../../search-params';

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/activity'>) {
  const project = decodeURIComponent((await params).project);
  const search = await searchParams;
  const view = auditView((name) => firstOf(search, name), project);
  const client = getQueryClient();
  const query = parseQuery(projectAuditQuery, queryOf(view));
  const page = await pagePart(listProjectAudit(await pagePrincipal(), project, query));
  if (page) client.setQueryData(auditQuery(project, view).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <AuditTable project={project} />
    </Hydrated>
  );
}
