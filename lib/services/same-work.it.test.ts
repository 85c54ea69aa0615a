import { beforeAll, describe, expect, it } from 'vitest';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { query } from '#lib/db/pool.ts';
import { databaseSeconds } from '#lib/metrics/metrics.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { tagsQuery } from '#lib/schemas/repositories.ts';
import { makePerson, type Person } from '../../e2e/support/people.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { getProject } from './get-project.ts';
import { getRepository } from './get-repository.ts';
import { listMembers } from './list-members.ts';
import { listTags } from './list-tags.ts';

// What is hidden must not be told from what is not there by the time that the answer takes. A clock would tell it by chance: that both
// ask the database the same number of times, and check a password alike, is what makes them alike.

let owner: Person;
let outsider: Person;

beforeAll(async () => {
  owner = await makePerson('owner');
  outsider = await makePerson('outsider');
  await makeProjectWith('hidden', 'private', [[owner.principal, 'owner']]);
  await query(
    `INSERT INTO repository (name, project_id, manifest_count) SELECT 'hidden/app', id, 1 FROM project WHERE name = 'hidden'`,
  );
});

const statements = () => databaseSeconds.cells().reduce((sum, [, , count]) => sum + Number(count), 0);

/** Statements that `work` runs, whatever comes of it. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = statements();
  await work().catch(() => undefined);
  return statements() - before;
}

const page = pageQuery.parse({});
const ASKED: Record<string, (principal: Principal, project: string) => Promise<unknown>> = {
  'a project': (principal, name) => getProject(principal, name),
  'its members': (principal, project) => listMembers(principal, { ...page, project }),
  'a repository': (principal, project) => getRepository(principal, { name: `${project}/app` }),
  'its tags': (principal, project) =>
    listTags(principal, { ...tagsQuery.parse({}), repository: `${project}/app` }),
};

describe.each(Object.entries(ASKED))('%s', (_, ask) => {
  it('costs the same, hidden or not there', async () => {
    for (const principal of [ANONYMOUS, outsider.principal]) {
      const hidden = await statementsOf(() => ask(principal, 'hidden'));
      expect(hidden).toBeGreaterThan(0);
      expect(await statementsOf(() => ask(principal, 'nowhere'))).toBe(hidden);
    }
  });
});

it('a wrong password costs the same, whoever it is for', async () => {
  const attempt = (name: string, address: string) =>
    statementsOf(() => authenticatePassword(name, 'not the password of anybody', address));
  // The first of a process asks for keys and settings, which are kept.
  await attempt('owner', '192.0.2.9');
  const known = await attempt('owner', '192.0.2.10');
  expect(known).toBeGreaterThan(0);
  expect(await attempt('nobody-at-all', '192.0.2.11')).toBe(known);
  await query(`UPDATE "user" SET disabled_at = now() WHERE name = 'outsider'`);
  expect(await attempt('outsider', '192.0.2.12')).toBe(known);
});
