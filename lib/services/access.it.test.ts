import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { Principal, UserPrincipal } from '#lib/policies/can.ts';
import { accessCheckQuery, accessRuleInput, MAX_ACCESS_RULES } from '#lib/schemas/access.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { groupsQuery } from '#lib/schemas/groups.ts';
import { makePerson } from '../../e2e/support/people.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { createAccessRule, deleteAccessRule, listAccessRules, updateAccessRule } from './access-rules.ts';
import { checkAccess } from './check-access.ts';
import { addGroupMember, listGroupMembers, removeGroupMember } from './group-members.ts';
import { createGroup, deleteGroup, getGroup, listGroups, setGroupMappings, updateGroup } from './groups.ts';
import { listMemberGroups, listMembers } from './list-members.ts';
import { removeMember } from './remove-member.ts';
import { removeGroupRole, setGroupRole } from './set-group-role.ts';
import { suggestGroups, suggestUsers } from './suggest-users.ts';

const people = new Map<string, UserPrincipal>();
const who = (name: string) => people.get(name)!;
const page = pageQuery.parse({});
const group = (name: string) => createGroup(who('root'), { name, description: '' }, ACTOR);
const join = (name: string, username: string) =>
  addGroupMember(who('root'), { group: name, username }, ACTOR);
const give = (project: string, name: string, role: 'guest' | 'developer' | 'owner') =>
  setGroupRole(who('ann'), { project, group: name, role }, ACTOR);
const rule = (change: object = {}) =>
  accessRuleInput.parse({
    effect: 'deny',
    subject: { kind: 'user', name: 'bob' },
    repositories: 'prod/*',
    actions: ['push'],
    ...change,
  });

beforeAll(async () => {
  for (const name of ['ann', 'bob', 'eve', 'root'])
    people.set(name, (await makePerson(name, { admin: name === 'root' })).principal);
  await makeProjectWith('acme', 'private', [
    [who('ann'), 'owner'],
    [who('bob'), 'developer'],
  ]);
  await makeProjectWith('other', 'private', [[who('eve'), 'owner']]);
});

describe('groups', () => {
  it('are made, described, listed and deleted by administrators', async () => {
    await group('platform');
    await updateGroup(who('root'), { name: 'platform', description: 'Those who run it' }, ACTOR);
    await expect(group('platform')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'There is a group platform already.',
    });
    await join('platform', 'eve');
    expect((await listGroups(who('root'), groupsQuery.parse({ q: 'run' }))).items).toMatchObject([
      { name: 'platform', description: 'Those who run it', memberCount: 1, projectCount: 0 },
    ]);
    await deleteGroup(who('root'), 'platform', ACTOR);
    await expect(getGroup(who('root'), 'platform')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('give their members a role, until one leaves or the group goes', async () => {
    await group('devs');
    await join('devs', 'eve');
    await join('devs', 'bob');
    await give('acme', 'devs', 'guest');
    const roles = async () =>
      (await listMembers(who('ann'), { ...page, project: 'acme' })).items.map(
        ({ username, role, direct, groups }) => [username, role, direct, groups],
      );
    expect(await roles()).toEqual([
      ['ann', 'owner', 'owner', []],
      ['bob', 'developer', 'developer', ['devs']],
      ['eve', 'guest', null, ['devs']],
    ]);
    expect((await listMemberGroups(who('eve'), 'acme')).items).toMatchObject([
      { name: 'devs', role: 'guest', memberCount: 2 },
    ]);
    await expect(removeMember(who('ann'), { project: 'acme', username: 'eve' }, ACTOR)).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );
    await removeGroupMember(who('root'), { group: 'devs', username: 'eve' }, ACTOR);
    await expect(listMemberGroups(who('eve'), 'acme')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await removeGroupRole(who('ann'), { project: 'acme', group: 'devs' }, ACTOR);
    expect((await listMemberGroups(who('ann'), 'acme')).items).toEqual([]);
  });

  it('do not make the last owner dispensable', async () => {
    await group('owners');
    await join('owners', 'bob');
    await give('acme', 'owners', 'owner');
    await expect(removeMember(who('ann'), { project: 'acme', username: 'ann' }, ACTOR)).rejects.toMatchObject(
      { code: 'CONFLICT' },
    );
    await removeGroupRole(who('root'), { project: 'acme', group: 'owners' }, ACTOR);
  });

  it('keep whom a sign-in provider put in, and stand for what they are mapped to', async () => {
    await group('synced');
    await query(
      `INSERT INTO group_member (group_id, user_id, source) SELECT id, $1, 'company' FROM "group" WHERE name = 'synced'`,
      [who('bob').id],
    );
    const items = [{ provider: 'company', value: 'cn=devs,dc=example' }];
    await setGroupMappings(who('root'), { name: 'synced', items }, ACTOR);
    expect((await getGroup(who('root'), 'synced')).mappings).toEqual(items);
    await join('synced', 'bob');
    expect((await listGroupMembers(who('root'), { ...page, group: 'synced' })).items).toMatchObject([
      { username: 'bob', byHand: true, through: ['company'] },
    ]);
    await expect(
      removeGroupMember(who('root'), { group: 'synced', username: 'bob' }, ACTOR),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await listGroupMembers(who('root'), { ...page, group: 'synced' })).items).toMatchObject([
      { byHand: true },
    ]);
  });

  it('are the business of administrators, and of owners as far as names go', async () => {
    await expect(group2('ann')).rejects.toMatchObject({ code: 'DENIED' });
    await expect(listGroups(who('ann'), groupsQuery.parse({}))).rejects.toMatchObject({ code: 'DENIED' });
    await expect(
      addGroupMember(who('ann'), { group: 'synced', username: 'ann' }, ACTOR),
    ).rejects.toMatchObject({ code: 'DENIED' });
    expect(await suggestGroups(who('ann'), 'sync')).toEqual({ items: [{ name: 'synced' }] });
    await expect(suggestGroups(who('bob'), 'sync')).rejects.toMatchObject({ code: 'DENIED' });
    await expect(suggestUsers(who('bob'), 'a')).rejects.toMatchObject({ code: 'DENIED' });
    await expect(
      setGroupRole(who('bob'), { project: 'acme', group: 'synced', role: 'owner' }, ACTOR),
    ).rejects.toMatchObject({ code: 'DENIED' });
    await expect(
      setGroupRole(who('eve'), { project: 'acme', group: 'synced', role: 'owner' }, ACTOR),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

const group2 = (by: string) => createGroup(who(by), { name: 'mine', description: '' }, ACTOR);

describe('access rules', () => {
  it('are made, changed, listed and deleted by owners', async () => {
    const made = await createAccessRule(who('ann'), 'acme', rule(), ACTOR);
    expect(made).toMatchObject({ effect: 'deny', subject: { kind: 'user', name: 'bob' }, matches: 0 });
    const changed = await updateAccessRule(
      who('ann'),
      { project: 'acme', id: made.id },
      rule({ subject: { kind: 'anyone' }, actions: ['delete', 'push'] }),
      ACTOR,
    );
    expect(changed).toMatchObject({ subject: { kind: 'anyone' }, actions: ['push', 'delete'] });
    expect((await listAccessRules(who('bob'), 'acme')).items).toEqual([changed]);
    await deleteAccessRule(who('ann'), { project: 'acme', id: made.id }, ACTOR);
    expect((await listAccessRules(who('bob'), 'acme')).items).toEqual([]);
    expect(
      await query(`SELECT action, actor FROM audit_event WHERE action LIKE 'access-rule.%' ORDER BY id`),
    ).toEqual(
      ['created', 'updated', 'deleted'].map((verb) => ({ action: `access-rule.${verb}`, actor: 'root' })),
    );
  });

  it('are not those of another project', async () => {
    const { id } = await createAccessRule(who('eve'), 'other', rule(), ACTOR);
    const here = { project: 'acme', id };
    await expect(updateAccessRule(who('ann'), here, rule(), ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(deleteAccessRule(who('ann'), here, ACTOR)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listAccessRules(who('eve'), 'other')).items).toHaveLength(1);
    await deleteAccessRule(who('eve'), { project: 'other', id }, ACTOR);
  });

  it.each<[string, object, string]>([
    ['nobody', { subject: { kind: 'user', name: 'nobody' } }, 'There is no user nobody.'],
    ['no group', { subject: { kind: 'group', name: 'nobody' } }, 'There is no group nobody.'],
    ['no robot', { subject: { kind: 'robot', name: 'acme+none' } }, 'There is no robot acme+none.'],
  ])('are about somebody: %s', async (_, change, message) => {
    await expect(createAccessRule(who('ann'), 'acme', rule(change), ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message,
    });
  });

  it.each([
    [{ repositories: 'a[b' }],
    [{ actions: [] }],
    [{ actions: ['everything'] }],
    [{ subject: { kind: 'user' } }],
    [{ subject: { kind: 'anyone', name: 'bob' } }],
    [{ effect: 'perhaps' }],
  ])('refuse %j', (change) => {
    expect(() => rule(change)).toThrow();
  });

  it('are for owners to make, and of a number', async () => {
    await expect(createAccessRule(who('bob'), 'acme', rule(), ACTOR)).rejects.toMatchObject({
      code: 'DENIED',
    });
    await expect(createAccessRule(who('eve'), 'acme', rule(), ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await query(
      `INSERT INTO access_rule (project_id, effect, subject, repositories, pattern, actions)
       SELECT id, 'deny', 'anyone', 'x', '^x$', '{pull}' FROM project, generate_series(1, $1::int) WHERE name = 'acme'`,
      [MAX_ACCESS_RULES],
    );
    await expect(createAccessRule(who('ann'), 'acme', rule(), ACTOR)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await query('DELETE FROM access_rule');
  });
});

describe('whether somebody may', () => {
  const check = (by: Principal, input: Record<string, string>) =>
    checkAccess(by, {
      ...accessCheckQuery.parse({ repository: 'acme/prod/web', action: 'push', ...input }),
      project: 'acme',
    });

  it('is answered with the role or rule that decides', async () => {
    expect(await check(who('ann'), { principal: 'user:bob' })).toEqual({
      allowed: true,
      sentence: 'Yes. Role developer allows it.',
      needs: null,
      by: { kind: 'role', role: 'developer', groups: [] },
    });
    const made = await createAccessRule(who('ann'), 'acme', rule(), ACTOR);
    expect(await check(who('ann'), { principal: 'user:bob' })).toEqual({
      allowed: false,
      sentence: `No. Rule ${made.id} denies push on prod/*.`,
      needs: `rule ${made.id}, which denies push on prod/*, to be changed`,
      by: { kind: 'rule', rule: made },
    });
    expect(await check(who('bob'), {})).toMatchObject({ allowed: false });
    expect(await check(who('bob'), { action: 'pull' })).toMatchObject({ allowed: true });
    expect(await check(who('ann'), { principal: 'user:bob', action: 'delete' })).toMatchObject({
      sentence: 'No. This needs role maintainer in project acme.',
    });
    expect(await check(who('ann'), { principal: 'anyone', action: 'pull' })).toMatchObject({
      allowed: false,
      by: { kind: 'nothing' },
    });
    expect(await check(who('ann'), { principal: 'user:root' })).toMatchObject({
      allowed: true,
      by: { kind: 'admin' },
    });
    await deleteAccessRule(who('ann'), { project: 'acme', id: made.id }, ACTOR);
  });

  it('names the group that gives the role', async () => {
    await group('guests');
    await join('guests', 'eve');
    await give('acme', 'guests', 'guest');
    expect(await check(who('ann'), { principal: 'user:eve', action: 'pull' })).toMatchObject({
      sentence: 'Yes. Role guest, through the group guests, allows it.',
      by: { kind: 'role', role: 'guest', groups: ['guests'] },
    });
    await removeGroupRole(who('ann'), { project: 'acme', group: 'guests' }, ACTOR);
  });

  it('is for oneself, and for owners', async () => {
    await expect(check(who('bob'), { principal: 'user:ann' })).rejects.toMatchObject({ code: 'DENIED' });
    await expect(check(who('eve'), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(check(who('ann'), { principal: 'user:nobody' })).rejects.toMatchObject({
      message: 'There is no user nobody.',
    });
    await expect(check(who('ann'), { repository: 'other/app' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });

  it('is no for an account that is disabled', async () => {
    await query(`UPDATE "user" SET disabled_at = now() WHERE name = 'bob'`);
    expect(await check(who('ann'), { principal: 'user:bob' })).toMatchObject({
      allowed: false,
      by: { kind: 'disabled' },
    });
    await query(`UPDATE "user" SET disabled_at = NULL WHERE name = 'bob'`);
  });
});
