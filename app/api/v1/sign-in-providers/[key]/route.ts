import { z } from 'zod';
import { redirectUriForm } from '#lib/http/oidc-handler.ts';
import { route } from '#lib/http/route.ts';
import { providerKey, signInProvider, updateProviderInput } from '#lib/schemas/sign-in-providers.ts';
import {
  deleteSignInProvider,
  getSignInProvider,
  updateSignInProvider,
} from '#lib/services/sign-in-providers.ts';

const params = z.object({ key: providerKey });

export const GET = route({
  summary: 'One provider of sign-in, without its secret',
  auth: 'required',
  params,
  response: signInProvider,
  handler: ({ principal, params, request }) =>
    getSignInProvider(principal, params.key, redirectUriForm(request.headers)),
});

export const PATCH = route({
  summary: 'Change a provider of sign-in, or switch it off',
  auth: 'required',
  params,
  body: updateProviderInput,
  response: signInProvider,
  handler: ({ principal, params, body, actor, request }) =>
    updateSignInProvider(principal, params.key, body, {
      actor,
      redirectUriForm: redirectUriForm(request.headers),
    }),
});

export const DELETE = route({
  summary: 'Remove a provider of sign-in, with the links of people to it',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) => deleteSignInProvider(principal, params.key, actor),
});
