import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
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
