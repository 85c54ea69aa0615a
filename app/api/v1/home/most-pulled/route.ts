import { route } from '#lib/http/route.ts';
import { mostPulled } from '#lib/schemas/system.ts';
import { listMostPulled } from '#lib/services/list-most-pulled.ts';

export const GET = route({
  summary: 'The most pulled repositories of the last seven days',
  auth: 'required',
  response: mostPulled,
  handler: ({ principal }) => listMostPulled(principal),
});
