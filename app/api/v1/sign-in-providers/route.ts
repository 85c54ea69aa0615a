import { redirectUriForm } from '#lib/http/oidc-handler.ts';
import { route } from '#lib/http/route.ts';
import { createProviderInput, signInProvider, signInProviderList } from '#lib/schemas/sign-in-providers.ts';
import { createSignInProvider, listSignInProviders } from '#lib/services/sign-in-providers.ts';

export const GET = route({
  summary: 'How people can sign in: providers of OpenID Connect and directories',
  auth: 'required',
  response: signInProviderList,
  handler: ({ principal, request }) => listSignInProviders(principal, redirectUriForm(request.headers)),
});

export const POST = route({
  summary: 'Add a provider of sign-in',
  auth: 'required',
  body: createProviderInput,
  response: signInProvider,
  status: 201,
  handler: ({ principal, body, actor, request }) =>
    createSignInProvider(principal, body, actor, redirectUriForm(request.headers)),
});
