import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { retentionRunDetail, retentionRunPage, startRunInput } from '#lib/schemas/retention-runs.ts';
import { listRuns } from '#lib/services/retention-runs.ts';
import { startRun } from '#lib/services/start-run.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: "Runs of a project's cleanup, latest first",
  auth: 'optional',
  params,
  query: pageQuery,
  response: retentionRunPage,
  handler: ({ principal, params, query }) => listRuns(principal, { ...query, project: params.project }),
});

export const POST = route({
  summary: 'Run the cleanup now: what a preview showed, or the saved rules',
  auth: 'required',
  params,
  body: startRunInput,
  response: retentionRunDetail,
  status: 201,
  handler: ({ principal, params, body, actor }) => startRun(principal, params.project, body, actor),
});
