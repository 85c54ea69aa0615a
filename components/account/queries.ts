import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { NewSecondFactor, SecondFactorState } from '#lib/schemas/sign-in.ts';
import type { changePasswordInput, Session } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => api<{ items: Session[] }>('GET', '/me/sessions', { signal }),
});

export function changePassword(body: z.input<typeof changePasswordInput>): Promise<void> {
  return api('POST', '/me/password', { body });
}

export function endSession(id: string): Promise<void> {
  return api('DELETE', `/me/sessions/${id}`);
}

export function endOtherSessions(): Promise<void> {
  return api('DELETE', '/me/sessions');
}

export const secondFactorQuery = queryOptions({
  queryKey: ['me', 'second-factor'],
  queryFn: ({ signal }) => api<SecondFactorState>('GET', '/me/second-factor', { signal }),
});

export function startSecondFactor(body: { password: string }): Promise<NewSecondFactor> {
  return api('POST', '/me/second-factor', { body });
}

export function confirmSecondFactor(body: { code: string }): Promise<void> {
  return api('POST', '/me/second-factor:confirm', { body });
}

export function disableSecondFactor(body: { password: string; code: string }): Promise<void> {
  return api('POST', '/me/second-factor:disable', { body });
}

export function renewRecoveryCodes(body: {
  password: string;
  code: string;
}): Promise<{ recoveryCodes: string[] }> {
  return api('POST', '/me/recovery-codes', { body });
}
