import { beforeAll, describe, expect, it } from 'vitest';
import { createPersonalProject } from '#lib/db/personal-project.ts';
import { query } from '#lib/db/pool.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import type { RoleName } from '#lib/policies/roles.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { makePerson, type Person } from '../../e2e/support/people.ts';
import { pushThroughServices } from '../../e2e/support/service-push.ts';
import { SYSTEM_ACTOR as ACTOR } from './actor.ts';
import { createProject } from './create-project.ts';
import { deleteProject } from './delete-project.ts';
import { getProject } from './get-project.ts';
import { listMembers } from './list-members.ts';
import { listProjects } from './list-projects.ts';
import { removeMember } from './remove-member.ts';
import { setMember } from './set-member.ts';
import { updateProject } from './update-project.ts';
import { updateUser } from './update-user.ts';

let root: Person;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  [ann, bob] = [await makePerson('ann'), await makePerson('bob')];
});

const create = (name: string, visibility: 'private' | 'public' = 'private', by = ann) =>
  createProject(by.principal, { name, visibility, description: '' }, ACTOR);
const give = (project: string, to: Person, role: RoleName, by = ann) =>
  setMember(by.principal, { project, username: to.name, role }, ACTOR);
const take = (project: string, from: Person, by = ann) =>
  removeMember(by.principal, { project, username: from.name }, ACTOR);
const versionOf = async (name: string) =>
  (
    await query<{ version: number }>(`SELECT policy_version AS version FROM project WHERE name = $1`, [name])
  )[0]?.version;
const namesFor = async (who: Principal, more: { mine?: boolean; q?: string } = {}) =>
  (await listProjects(who, { limit: 200, sort: 'name', mine: false, ...more })).items.map(({ name }) => name);

describe('projects', () => {
  it('belong to who makes them, and are hidden from the others', async () => {
    const made = await create('made');
    expect(made).toMatchObject({ name: 'made', visibility: 'private', role: 'owner', personal: false });
    const denied = Object.entries(made.abilities).filter(([, allowed]) => !allowed);
    expect(denied).toEqual([['manageQuota', false]]);
    await expect(getProject(bob.principal, 'made')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getProject(bob.principal, 'not-made')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getProject(ANONYMOUS, 'made')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(getProject(ANONYMOUS, 'not-made')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await getProject(root.principal, 'made')).toMatchObject({
      role: null,
      abilities: { deleteProject: true },
    });
  });

  it('can be looked at, and no more, when public', async () => {
    await create('open', 'public');
    const seen = await getProject(ANONYMOUS, 'open');
    expect(seen).toMatchObject({
      role: null,
      abilities: { push: false, viewMembers: false, manageSettings: false },
    });
    await expect(
      updateProject(bob.principal, 'open', { visibility: 'private' }, ACTOR),
    ).rejects.toMatchObject({
      code: 'DENIED',
      detail: { needs: 'role owner in project open' },
    });
    await expect(deleteProject(bob.principal, 'open', ACTOR)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(listMembers(ANONYMOUS, { project: 'open', limit: 10 })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
  });

  it('are listed for whom they are for', async () => {
    await create('listed-private');
    await create('listed-public', 'public');
    await create('listed-shared');
    await give('listed-shared', bob, 'guest');
    expect(await namesFor(ANONYMOUS, { q: 'listed' })).toEqual(['listed-public']);
    expect(await namesFor(bob.principal, { q: 'LISTED' })).toEqual(['listed-public', 'listed-shared']);
    expect(await namesFor(bob.principal, { q: 'listed', mine: true })).toEqual(['listed-shared']);
    expect(await namesFor(root.principal, { q: 'listed' })).toEqual([
      'listed-private',
      'listed-public',
      'listed-shared',
    ]);
    expect(await namesFor(root.principal, { q: 'li%ed' })).toEqual([]);
  });

  it('page in any order, each once', async () => {
    for (const sort of ['name', '-name', 'lastPushedAt', '-lastPushedAt', 'size', '-size'] as const) {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listProjects(root.principal, { limit: 2, sort, mine: false, cursor });
        names.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect([...names].sort()).toEqual(await namesFor(root.principal));
    }
  });

  it('change by their owners; who may see them changes their version', async () => {
    await create('changing');
    const before = (await versionOf('changing'))!;
    await updateProject(ann.principal, 'changing', { description: 'Ours' }, ACTOR);
    expect(await versionOf('changing')).toBe(before);
    const open = await updateProject(ann.principal, 'changing', { visibility: 'public' }, ACTOR);
    expect(open).toMatchObject({ visibility: 'public', description: 'Ours' });
    expect(await versionOf('changing')).toBe(before + 1);
    const audited = await query(
      `SELECT detail FROM audit_event WHERE project = 'changing' AND action = 'project.updated' ORDER BY id`,
    );
    expect(audited).toEqual([{ detail: { description: 'Ours' } }, { detail: { visibility: 'public' } }]);
  });

  it.each(['made', 'ann', 'library', 'system'])(
    'are not made under the taken or reserved name %s',
    async (name) => {
      await expect(create(name)).rejects.toMatchObject({
        code: 'CONFLICT',
        detail: { fields: { name: 'This name is taken.' } },
      });
    },
  );

  it('are not made over repositories that the registry holds already', async () => {
    await create('upstream');
    await pushThroughServices('upstream/app', 'v1', smallImages(1, 'upstream')[0]!);
    // As where Lighter is put in front of a registry that is in use.
    await query(`TRUNCATE repository CASCADE`);
    await deleteProject(ann.principal, 'upstream', ACTOR);
    await expect(create('upstream')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create('upstrea')).resolves.toMatchObject({ name: 'upstrea' });
  });
});

describe('deleting a project', () => {
  it('gives its name back', async () => {
    await create('short-lived');
    await give('short-lived', bob, 'guest');
    await deleteProject(ann.principal, 'short-lived', ACTOR);
    await expect(getProject(ann.principal, 'short-lived')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await create('short-lived', 'private', bob)).toMatchObject({ role: 'owner' });
    await expect(getProject(ann.principal, 'short-lived')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused while it holds an image, also one in the trash only', async () => {
    await create('full');
    await pushThroughServices('full/app', 'v1', smallImages(1, 'full')[0]!);
    const refused = { code: 'CONFLICT', detail: { repositories: ['full/app'] } };
    await expect(deleteProject(ann.principal, 'full', ACTOR)).rejects.toMatchObject(refused);
    await query(`UPDATE manifest SET hidden = true`);
    await expect(deleteProject(root.principal, 'full', ACTOR)).rejects.toMatchObject(refused);
  });

  it('is refused for library', async () => {
    await expect(deleteProject(root.principal, 'library', ACTOR)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is for owners', async () => {
    await create('guarded');
    await give('guarded', bob, 'maintainer');
    await expect(deleteProject(bob.principal, 'guarded', ACTOR)).rejects.toMatchObject({ code: 'DENIED' });
  });
});

describe('members', () => {
  it('are set, changed and removed by owners, each of which changes the version', async () => {
    await create('team');
    const before = (await versionOf('team'))!;
    expect(await give('team', bob, 'developer')).toMatchObject({
      username: 'bob',
      role: 'developer',
      disabled: false,
    });
    await give('team', bob, 'developer');
    expect(await versionOf('team')).toBe(before + 1);
    await give('team', bob, 'maintainer');
    expect((await getProject(bob.principal, 'team')).role).toBe('maintainer');
    await take('team', bob);
    expect(await versionOf('team')).toBe(before + 3);
    await expect(getProject(bob.principal, 'team')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const audited = await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE project = 'team' AND target = 'bob' ORDER BY id`,
    );
    expect(audited.map(({ action }) => action)).toEqual(['member.set', 'member.set', 'member.removed']);
  });

  it('are not set by others, not even for themselves', async () => {
    await create('closed');
    await expect(give('closed', bob, 'owner', bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await give('closed', bob, 'maintainer');
    await expect(give('closed', bob, 'owner', bob)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(take('closed', ann, bob)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(
      setMember(ann.principal, { project: 'closed', username: 'nobody', role: 'guest' }, ACTOR),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('may leave', async () => {
    await create('left');
    await give('left', bob, 'guest');
    await take('left', bob, bob);
    await expect(take('left', bob, bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are paged from owner to guest', async () => {
    await create('listed');
    await give('listed', bob, 'guest');
    await give('listed', root, 'developer');
    const first = await listMembers(bob.principal, { project: 'listed', limit: 2 });
    expect([first.items.map(({ username }) => username), first.total]).toEqual([['ann', 'root'], 3]);
    const second = await listMembers(bob.principal, {
      project: 'listed',
      limit: 2,
      cursor: first.nextCursor!,
    });
    expect(second).toMatchObject({ items: [{ username: 'bob', role: 'guest' }], nextCursor: null });
  });
});

describe('the last owner', () => {
  it('stays, whoever asks', async () => {
    await create('owned');
    for (const by of [ann, root]) {
      await expect(give('owned', ann, 'maintainer', by)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(take('owned', ann, by)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    await give('owned', bob, 'owner');
    await take('owned', ann);
    await expect(give('owned', bob, 'guest', bob)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is not one who can not sign in', async () => {
    await create('asleep');
    const carl = await makePerson('carl');
    await give('asleep', carl, 'owner');
    await updateUser(root.principal, 'carl', { disabled: true }, ACTOR);
    await expect(take('asleep', ann)).rejects.toMatchObject({ code: 'CONFLICT' });
    await take('asleep', carl);
  });

  it('stays when two owners remove each other at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const project = `mutual-${round}`;
      await create(project);
      await give(project, bob, 'owner');
      const results = await Promise.allSettled([take(project, bob, ann), take(project, ann, bob)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(
        await query(`SELECT 1 FROM membership m JOIN project p ON p.id = m.project_id WHERE p.name = $1`, [
          project,
        ]),
      ).toHaveLength(1);
    }
  });

  it('of a personal project is its user', async () => {
    await createPersonalProject(bob.principal.id, 'bob');
    await give('bob', ann, 'owner', bob);
    for (const by of [ann, bob, root]) {
      await expect(give('bob', bob, 'guest', by)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(take('bob', bob, by)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
});
