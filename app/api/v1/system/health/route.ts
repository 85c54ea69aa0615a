import { route } from '#lib/http/route.ts';
import { health } from '#lib/schemas/system.ts';
import { getHealth } from '#lib/services/get-health.ts';

export const GET = route({
  summary: 'The state of the parts that Lighter needs (system administrators)',
  auth: 'required',
  response: health,
  handler: ({ principal }) => getHealth(principal),
});
