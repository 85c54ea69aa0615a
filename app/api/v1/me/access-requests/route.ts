import { route } from '#lib/http/route.ts';
import { myAccessRequestList } from '#lib/schemas/joining.ts';
import { listMyAccessRequests } from '#lib/services/access-requests.ts';

export const GET = route({
  summary: 'What you asked for and have not got',
  auth: 'user',
  response: myAccessRequestList,
  handler: ({ principal }) => listMyAccessRequests(principal),
});
