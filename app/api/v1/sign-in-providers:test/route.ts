import { route } from '#lib/http/route.ts';
import { providerTest, testProviderInput } from '#lib/schemas/sign-in-providers.ts';
import { testSignInProvider } from '#lib/services/test-sign-in-provider.ts';

export const POST = route({
  summary: 'Try the configuration of a provider of sign-in, saved or not',
  auth: 'required',
  body: testProviderInput,
  response: providerTest,
  handler: ({ principal, body }) => testSignInProvider(principal, body),
});
