import { AppError } from '#lib/errors/app-error.ts';
import { route } from '#lib/http/route.ts';

/** All that no other route of the API takes: a program gets a problem it can read, and not the page for people. */
const unknown = route({
  summary: 'No such route',
  auth: 'none',
  response: null,
  handler: () =>
    Promise.reject(
      new AppError('NOT_FOUND', 'The API has no such path: /api/v1/openapi.json lists those that there are.'),
    ),
});

export { unknown as GET, unknown as POST, unknown as PUT, unknown as PATCH, unknown as DELETE };
