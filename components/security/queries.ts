import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { changeSignInSettingsInput, SignInSettingsShown } from '#lib/schemas/sign-in.ts';
import { api } from '@/components/api/client';

export const signInSettingsQuery = queryOptions({
  queryKey: ['system', 'sign-in-settings'],
  queryFn: ({ signal }) => api<SignInSettingsShown>('GET', '/system/sign-in-settings', { signal }),
});

export function changeSignInSettings(
  body: z.input<typeof changeSignInSettingsInput>,
): Promise<SignInSettingsShown> {
  return api('PATCH', '/system/sign-in-settings', { body });
}
