import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { planItemsQuery as planItemsSchema } from '#lib/schemas/retention-runs.ts';
import { getRetention } from '#lib/services/get-retention.ts';
import { listPlanItems } from '#lib/services/list-plan-items.ts';
import { previewRetention } from '#lib/services/preview-retention.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { CleanupPage } from '@/components/cleanup/cleanup-page';
import { planItemsQuery, previewQuery, retentionQuery } from '@/components/cleanup/queries';
import { verdictsFilter } from '@/components/cleanup/url-state';
import { Hydrated } from '../../../../hydrated';
import { firstOf, parseQuery } from '../../../../search-params';

/** Of more, as the last run counted them, the preview takes a while: the rules are there without waiting for it. */
const MOST_TAGS = 20_000;

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]/cleanup'>) {
  const project = decodeURIComponent((await params).project);
  const query = await searchParams;
  const client = getQueryClient();
  const principal = await pagePrincipal();
  const saved = await pagePart(getRetention(principal, project));
  if (saved) client.setQueryData(retentionQuery(project).queryKey, saved);
  if (saved?.abilities.manage && (saved.lastRun?.totals?.tags ?? 0) <= MOST_TAGS) {
    const { policy, guardPercent } = saved;
    const preview = await pagePart(previewRetention(principal, { project, policy, guardPercent }));
    if (preview) {
      client.setQueryData(previewQuery(project, policy, guardPercent).queryKey, preview);
      const filter = verdictsFilter((name) => firstOf(query, name));
      const plan = { project, plan: preview.planId };
      const items = await pagePart(
        listPlanItems(principal, { ...parseQuery(planItemsSchema, filter), ...plan }),
      );
      if (items)
        client.setQueryData(planItemsQuery(project, preview.planId, filter).queryKey, firstPage(items));
    }
  }
  return (
    <Hydrated client={client}>
      <CleanupPage project={project} />
    </Hydrated>
  );
}
