import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  createProviderInput,
  ProviderTest,
  SignInProvider,
  SignInProviderList,
  testProviderInput,
  UpdateProviderInput,
} from '#lib/schemas/sign-in-providers.ts';
import { ApiError } from '@/components/api/api-error';
import { api } from '@/components/api/client';

export const providersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: ({ signal }) => api<SignInProviderList>('GET', '/sign-in-providers', { signal }),
});

export function createProvider(body: z.input<typeof createProviderInput>): Promise<SignInProvider> {
  return byField(api('POST', '/sign-in-providers', { body }));
}

export function updateProvider(key: string, body: UpdateProviderInput): Promise<SignInProvider> {
  return byField(api('PATCH', `/sign-in-providers/${key}`, { body }));
}

export function deleteProvider(key: string): Promise<void> {
  return api('DELETE', `/sign-in-providers/${key}`);
}

export function testProvider(body: z.input<typeof testProviderInput>): Promise<ProviderTest> {
  return byField(api('POST', '/sign-in-providers:test', { body }));
}

/** The forms have the fields of `config` beside the others: `config.issuer` is the field `issuer` there. */
async function byField<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return await asked.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const fields = Object.entries(error.fields).map(([name, text]) => [name.replace(/^config\./, ''), text]);
    const { status, code, message: detail } = error;
    const requestId = error.requestId ?? undefined;
    throw new ApiError(status, {
      code,
      detail,
      requestId,
      fields: Object.fromEntries(fields) as Record<string, string>,
    });
  });
}
