import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { inUseSource, inUseSourceDetail, inUseSourceName, putInUseInput } from '#lib/schemas/in-use.ts';
import { getInUse, removeInUse, reportInUse } from '#lib/services/in-use.ts';

const params = z.object({ source: inUseSourceName });

export const GET = route({
  summary: 'What one source reported to run',
  auth: 'required',
  params,
  response: inUseSourceDetail,
  handler: ({ principal, params }) => getInUse(principal, params.source),
});

export const PUT = route({
  summary: 'Report all images that run somewhere, by digest: cleanup leaves them alone',
  auth: 'required',
  params,
  body: putInUseInput,
  response: inUseSource,
  handler: ({ principal, params, body, actor }) => reportInUse(principal, params.source, body, actor),
});

export const DELETE = route({
  summary: 'Forget a source: what only it reported is protected no more',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => removeInUse(principal, params.source, actor),
});
