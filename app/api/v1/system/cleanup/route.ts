import { route } from '#lib/http/route.ts';
import { cleanupState } from '#lib/schemas/retention-runs.ts';
import { getCleanupState } from '#lib/services/cleanup-pause.ts';

export const GET = route({
  summary: 'Whether retention and purge are paused, and why',
  auth: 'required',
  response: cleanupState,
  handler: ({ principal }) => getCleanupState(principal),
});
