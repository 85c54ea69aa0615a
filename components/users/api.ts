import type { z } from 'zod';
import type { PasswordResetLink } from '#lib/schemas/sign-in.ts';
import type { createUserInput, resetPasswordInput, updateUserInput, User } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';

export function createUser(body: z.input<typeof createUserInput>): Promise<User> {
  return api('POST', '/users', { body });
}

export function updateUser(username: string, body: z.input<typeof updateUserInput>): Promise<User> {
  return api('PATCH', `/users/${username}`, { body });
}

export function resetPassword(username: string, body: z.input<typeof resetPasswordInput>): Promise<void> {
  return api('POST', `/users/${username}/password`, { body });
}

export function deleteUser(username: string): Promise<void> {
  return api('DELETE', `/users/${username}`);
}

/** Signs them out everywhere. */
export function endUserSessions(username: string): Promise<void> {
  return api('DELETE', `/users/${username}/sessions`);
}

export function resetSecondFactor(username: string): Promise<void> {
  return api('DELETE', `/users/${username}/second-factor`);
}

export function makeResetLink(username: string): Promise<PasswordResetLink> {
  return api('POST', `/users/${username}/password-reset`);
}
