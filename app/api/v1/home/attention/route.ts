import { route } from '#lib/http/route.ts';
import { attentionList } from '#lib/schemas/system.ts';
import { listAttention } from '#lib/services/list-attention.ts';

export const GET = route({
  summary: 'What needs a person, the worst first',
  auth: 'required',
  response: attentionList,
  handler: async ({ principal }) => ({ items: await listAttention(principal) }),
});
