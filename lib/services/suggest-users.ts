import { suggestUserNames } from '#lib/db/read-users.ts';

/** What a list under a text field shows at once. */
const MAX_SUGGESTIONS = 10;

/** Names of users, for who adds a member; for anyone signed in, and nothing but the names. */
export async function suggestUsers(q: string): Promise<{ items: { username: string }[] }> {
  const names = await suggestUserNames(q, MAX_SUGGESTIONS);
  return { items: names.map((username) => ({ username })) };
}
