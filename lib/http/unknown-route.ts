import { AppError } from '#lib/errors/app-error.ts';
import { route } from './route.ts';

/** All that no other route of the API takes: a program gets a problem it can read, and not the page for people. */
export const unknownRoute = route({
  summary: 'No such route',
  auth: 'none',
  response: null,
  handler: () =>
    Promise.reject(
      new AppError('NOT_FOUND', 'The API has no such path: /api/v1/openapi.json lists those that there are.'),
    ),
});
