import { route } from '#lib/http/route.ts';
import { storage } from '#lib/schemas/system.ts';
import { getStorage } from '#lib/services/get-storage.ts';

export const GET = route({
  summary: 'What the largest projects hold, and the trash of yours',
  auth: 'required',
  response: storage,
  handler: ({ principal }) => getStorage(principal),
});
