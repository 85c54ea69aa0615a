import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { publish } from '#lib/events/publish.ts';
import { closeEvents, subscribe } from '#lib/events/subscribe.ts';
import type { Principal } from '#lib/policies/can.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { makeProjectWith, makeUser } from '../../e2e/support/rows.ts';
import { watchEvents } from './watch-events.ts';

let member: Principal & { kind: 'user' };
let outsider: Principal & { kind: 'user' };

/** What a watcher was given, and when. */
function watch(principal: Principal) {
  const seen: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const changed = () => waiting.forEach((wake) => wake());
  const stop = watchEvents(
    { principal, sessionId: null },
    (event) => {
      seen.push(event);
      changed();
    },
    () => {
      ended = true;
      changed();
    },
  );
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        if (!condition()) return;
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      wake();
    });
  return {
    repositories: () => seen.map((event) => event.repository),
    /** Events come in order: once this one is seen, those before it have been decided about. */
    until: (repository: string) => until(() => seen.some((event) => event.repository === repository)),
    untilEnded: () => until(() => ended),
    stop,
  };
}

const pushed = (repository: string) =>
  publish(null, {
    kind: 'pushed',
    project: repository.split('/')[0]!,
    repository,
    tags: ['v1'],
    actor: 'ann',
  });

/** The first LISTEN takes a moment. */
async function listening(): Promise<void> {
  let heard = false;
  const stop = subscribe(() => (heard = true));
  while (!heard) {
    await pushed('open/probe');
    await query('SELECT pg_sleep(0.02)');
  }
  stop();
}

beforeAll(async () => {
  member = await makeUser('watching-member');
  outsider = await makeUser('watching-outsider');
  await makeProjectWith('closed', 'private', [[member, 'guest']]);
  await makeProjectWith('open', 'public');
  await listening();
});
afterAll(closeEvents);

it('tells each watcher what they may see, in order', async () => {
  const watchers = [watch(member), watch(outsider), watch(ANONYMOUS)];
  for (const repository of ['closed/one', 'open/two', 'closed/three', 'nowhere/four', 'open/last'])
    await pushed(repository);
  await Promise.all(watchers.map((watcher) => watcher.until('open/last')));
  const [members, outsiders, anonymous] = watchers.map((watcher) =>
    watcher.repositories().filter((name) => name !== 'open/probe'),
  );
  expect(members).toEqual(['closed/one', 'open/two', 'closed/three', 'open/last']);
  expect(outsiders).toEqual(['open/two', 'open/last']);
  expect(anonymous).toEqual(['open/two', 'open/last']);
  for (const watcher of watchers) watcher.stop();
});

it('tells nothing more to who was removed', async () => {
  const removed = await makeUser('watching-removed');
  await query(
    `INSERT INTO membership (project_id, user_id, role) SELECT id, $1, 'guest' FROM project WHERE name = 'closed'`,
    [removed.id],
  );
  const watcher = watch(removed);
  await pushed('closed/before');
  await watcher.until('closed/before');
  await query('DELETE FROM membership WHERE user_id = $1', [removed.id]);
  await publish(null, { kind: 'access', project: 'closed', repository: null, tags: [], actor: null });
  await pushed('closed/after');
  await pushed('open/end');
  await watcher.until('open/end');
  expect(watcher.repositories()).not.toContain('closed/after');
  watcher.stop();
});

it('ends for who was disabled', async () => {
  const disabled = await makeUser('watching-disabled');
  const watcher = watch(disabled);
  await query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [disabled.id]);
  await pushed('open/late');
  await watcher.untilEnded();
  expect(watcher.repositories()).not.toContain('open/late');
  watcher.stop();
});
