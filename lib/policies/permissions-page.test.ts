import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatted } from '../../bin/formatted.ts';
import { matrix, PEOPLE } from './matrix.ts';
import { permissionsPage } from './permissions-page.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'permissions.md');

it('is as the policy has it; if not, run node bin/permissions.ts', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(await formatted(permissionsPage(), PAGE));
});

it('never gives a role less than the one before it', () => {
  const roles = PEOPLE.map(({ title }) => title);
  for (const { action, cells } of matrix(PEOPLE)) {
    const order = ['anyone', 'signed in', 'guest', 'developer', 'maintainer', 'owner', 'system admin'];
    const inPrivate = order.map((title) => cells[roles.indexOf(title)]![0]);
    expect(inPrivate, action).toEqual([...inPrivate].sort((a, b) => Number(a) - Number(b)));
  }
});
