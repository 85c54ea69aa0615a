import type { z } from 'zod';
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
