import { route } from '#lib/http/route.ts';
import { home } from '#lib/schemas/system.ts';
import { getHome } from '#lib/services/get-home.ts';

export const GET = route({
  summary:
    'What the home page shows: what needs attention, recent pushes, your projects, most pulled, storage',
  auth: 'required',
  response: home,
  handler: ({ principal }) => getHome(principal),
});
