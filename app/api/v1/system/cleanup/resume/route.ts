import { route } from '#lib/http/route.ts';
import { cleanupState } from '#lib/schemas/retention-runs.ts';
import { resumeCleanup } from '#lib/services/cleanup-pause.ts';

export const POST = route({
  summary: 'Confirm that the index is right: retention and purge go on',
  auth: 'required',
  response: cleanupState,
  handler: ({ principal, actor }) => resumeCleanup(principal, actor),
});
