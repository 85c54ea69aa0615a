import { route } from '#lib/http/route.ts';
import { identityList, linkDirectoryInput } from '#lib/schemas/sign-in-providers.ts';
import { linkMyDirectory, listMyIdentities } from '#lib/services/my-identities.ts';

export const GET = route({
  summary: 'By which providers you sign in',
  auth: 'user',
  response: identityList,
  handler: ({ principal }) => listMyIdentities(principal),
});

export const POST = route({
  summary: 'Link your account in a directory, by its name and password',
  auth: 'user',
  body: linkDirectoryInput,
  response: null,
  handler: ({ principal, body, actor }) => linkMyDirectory(principal, body, actor),
});
