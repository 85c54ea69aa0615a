import { route } from '#lib/http/route.ts';
import { gcInput, gcRun, gcState } from '#lib/schemas/storage.ts';
import { getGc } from '#lib/services/gc-settings.ts';
import { requestGc } from '#lib/services/request-gc.ts';

export const GET = route({
  summary: 'How garbage is collected here, and the last runs with their progress (system administrators)',
  auth: 'required',
  response: gcState,
  handler: ({ principal }) => getGc(principal),
});

export const POST = route({
  summary: 'Collect garbage, or find out what that would free (system administrators)',
  auth: 'required',
  body: gcInput,
  response: gcRun,
  status: 202,
  handler: ({ principal, body, actor }) => requestGc(principal, body, actor),
});
