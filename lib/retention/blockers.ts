import type { Blocker, Snapshot } from './types.ts';

/** Why runs must not begin. A source that was heard of once and is silent now may run anything. */
export function blockersOf(
  { indexDoubt, inUseSources }: Pick<Snapshot, 'indexDoubt' | 'inUseSources'>,
  now: number,
): Blocker[] {
  const stale = inUseSources
    .filter(({ expiresAt }) => !(expiresAt > now))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, expiresAt }): Blocker => ({
      kind: 'in-use-stale',
      blocks: 'scheduled',
      source: name,
      since: expiresAt,
    }));
  return indexDoubt === null ? stale : [{ kind: 'index-doubt', blocks: 'every', ...indexDoubt }, ...stale];
}
