import { route } from '#lib/http/route.ts';
import { systemStorage } from '#lib/schemas/storage.ts';
import { getSystemStorage } from '#lib/services/get-system-storage.ts';

export const GET = route({
  summary:
    'What takes space, by project, repository and layer, and what can be freed (system administrators)',
  auth: 'required',
  response: systemStorage,
  handler: ({ principal }) => getSystemStorage(principal),
});
