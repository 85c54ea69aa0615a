import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { putRetentionInput, retentionVersionQuery, savedRetention } from '#lib/schemas/retention-runs.ts';
import { getRetention } from '#lib/services/get-retention.ts';
import { deleteRetention, saveRetention } from '#lib/services/save-retention.ts';

const params = z.object({ project: nameInPath });

export const GET = route({
  summary: "A project's cleanup: its rules, when they run, what holds them up",
  auth: 'optional',
  params,
  response: savedRetention,
  handler: ({ principal, params }) => getRetention(principal, params.project),
});

export const PUT = route({
  summary: "Save a project's cleanup, from the version that the change was made from",
  auth: 'required',
  params,
  body: putRetentionInput,
  response: savedRetention,
  handler: ({ principal, params, body, actor }) => saveRetention(principal, params.project, body, actor),
});

export const DELETE = route({
  summary: "Forget a project's cleanup; nothing is deleted by itself any more",
  auth: 'required',
  params,
  query: retentionVersionQuery,
  response: null,
  handler: ({ principal, params, query, actor }) =>
    deleteRetention(principal, params.project, query.version, actor),
});
