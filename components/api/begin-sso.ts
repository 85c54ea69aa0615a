import type { Problem } from '#lib/schemas/common.ts';
import { ApiError } from './api-error';

/**
 * Leaves for a provider of sign-in; resolves only when that can't be. `link`: to link an identity to the account that is signed in.
 * @throws ApiError with what the server says is wrong
 */
export async function beginSso(key: string, options: { next: string; link?: boolean }): Promise<never> {
  const response = await fetch(`/api/auth/sso/${key}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  if (!response.ok) throw new ApiError(response.status, (await response.json()) as Partial<Problem>);
  const { url } = (await response.json()) as { url: string };
  location.assign(url);
  // The page is leaving: the button stays busy until it has.
  return await new Promise(() => {});
}
