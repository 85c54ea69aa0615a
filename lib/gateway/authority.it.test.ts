import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeAccount, tokenOf, type Account } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { principalOf } from '../../e2e/support/people.ts';
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import type { RoleName } from '#lib/policies/roles.ts';
import { changePassword } from '#lib/services/change-password.ts';
import { createAccessRule, deleteAccessRule, listAccessRules } from '#lib/services/access-rules.ts';
import { addGroupMember, removeGroupMember } from '#lib/services/group-members.ts';
import { createGroup, deleteGroup } from '#lib/services/groups.ts';
import { removeMember } from '#lib/services/remove-member.ts';
import { setUserPassword } from '#lib/services/reset-password.ts';
import { setGroupRole } from '#lib/services/set-group-role.ts';
import { setMember } from '#lib/services/set-member.ts';
import { updateProject } from '#lib/services/update-project.ts';
import { updateUser } from '#lib/services/update-user.ts';

// A right that is taken away ends within a second, whatever a token says that was given out a moment before: in all processes of a
// gateway, for pulls, and for each request of a push.

const WITHIN_MS = 1_000;
const WORKERS = 2;
const REPOSITORY = 'team/app';

let gateway: Gateway;
let root: Account;
const [image, other] = smallImages(2, 'authority');
const chunk = Buffer.from('a chunk');

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    GATEWAY_WORKERS: String(WORKERS),
    HOST: '127.0.0.1',
  });
  root = await makeAccount('root', { admin: true });
  await makeProjectWith('team', 'public');
  await push({ url: gateway.url, repository: REPOSITORY, authorization: root.basic }, 'v1', image!);
  for (const tag of ['v2', 'v3'])
    await push({ url: gateway.url, repository: REPOSITORY, authorization: root.basic }, tag, other!);
});

afterAll(() => gateway.stop());

/** On connections of their own, so by all processes in turns. */
const send = (as: string, request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as, ...options, headers: { connection: 'close', ...options.headers } });

type Right = 'pull' | 'push' | 'delete';
type Request = { right: Right; name: string; send: (as: string) => ReturnType<typeof ask> };

/** Of each right what a client asks; `location` is that of an upload that was begun while it was allowed. */
function requests(location: string): Request[] {
  const request = (right: Right, line: string, options: Parameters<typeof ask>[2] = {}): Request => ({
    right,
    name: line.split('?')[0]!,
    send: (as) => send(as, line, options),
  });
  const manifest = { body: image!.bytes, headers: { 'content-type': image!.mediaType } };
  return [
    request('pull', `GET /v2/${REPOSITORY}/manifests/v1`),
    request('pull', `HEAD /v2/${REPOSITORY}/manifests/${image!.digest}`),
    request('pull', `GET /v2/${REPOSITORY}/blobs/${image!.blobs[1]!.digest}`),
    request('pull', `GET /v2/${REPOSITORY}/tags/list`),
    request('pull', `GET /v2/${REPOSITORY}/referrers/${image!.digest}`),
    request('push', `POST /v2/${REPOSITORY}/blobs/uploads/`),
    request('push', `POST /v2/${REPOSITORY}/blobs/uploads/?mount=${image!.blobs[1]!.digest}`),
    request('push', `GET ${location}`),
    request('push', `PATCH ${location}`, { body: chunk }),
    request('push', `PUT ${location}&digest=${digestOf(chunk)}`, { body: chunk }),
    request('push', `DELETE ${location}`),
    request('push', `PUT /v2/${REPOSITORY}/manifests/pushed`, manifest),
    request('delete', `DELETE /v2/${REPOSITORY}/manifests/v2`),
    request('delete', `DELETE /v2/${REPOSITORY}/blobs/${image!.blobs[1]!.digest}`),
  ];
}

type Loss = {
  role: RoleName | null;
  /** What else they have before. */
  give?: (account: Account) => Promise<unknown>;
  admin?: boolean;
  lose: (account: Account) => Promise<unknown>;
  /** What each right is answered with then; what is not named is still allowed. */
  answers: Partial<Record<Right, number>>;
};

const rootNow = () => principalOf('root');
const nothing = { pull: 401, push: 401, delete: 401 };

const LOSSES: Record<string, Loss> = {
  'a user who is disabled': {
    role: 'maintainer',
    lose: async ({ name }) => updateUser(await rootNow(), name, { disabled: true }, ACTOR),
    answers: nothing,
  },
  'a user whose password an administrator changed': {
    role: 'maintainer',
    lose: async ({ name }) => setUserPassword(await rootNow(), name, 'another password', ACTOR),
    answers: nothing,
  },
  'a user who changed their password': {
    role: 'maintainer',
    lose: async ({ name, password }) =>
      changePassword(
        await principalOf(name),
        { current: password, password: 'another password' },
        { actor: ACTOR, sessionId: null },
      ),
    answers: nothing,
  },
  'an administrator who is none any more': {
    role: null,
    admin: true,
    lose: async ({ name }) => updateUser(await rootNow(), name, { admin: false }, ACTOR),
    // A token is none any more; with the password one is who one is by now.
    answers: { push: 403, delete: 403 },
  },
  'a member who is removed': {
    role: 'maintainer',
    lose: async ({ name }) => removeMember(await rootNow(), { project: 'team', username: name }, ACTOR),
    answers: { push: 403, delete: 403 },
  },
  'a maintainer who becomes a developer': {
    role: 'maintainer',
    lose: async ({ name }) =>
      setMember(await rootNow(), { project: 'team', username: name, role: 'developer' }, ACTOR),
    answers: { delete: 403 },
  },
  'a developer who becomes a guest': {
    role: 'developer',
    lose: async ({ name }) =>
      setMember(await rootNow(), { project: 'team', username: name, role: 'guest' }, ACTOR),
    answers: { push: 403, delete: 403 },
  },
  'a member of a group who is taken out of it': {
    role: null,
    give: ({ name }) => joinMaintainers(name),
    lose: async ({ name }) =>
      removeGroupMember(await rootNow(), { group: groupOf(name), username: name }, ACTOR),
    answers: { push: 403, delete: 403 },
  },
  'a member of a group whose role becomes less': {
    role: null,
    give: ({ name }) => joinMaintainers(name),
    lose: async ({ name }) =>
      setGroupRole(await rootNow(), { project: 'team', group: groupOf(name), role: 'guest' }, ACTOR),
    answers: { push: 403, delete: 403 },
  },
  'a member of a group that is deleted': {
    role: null,
    give: ({ name }) => joinMaintainers(name),
    lose: async ({ name }) => deleteGroup(await rootNow(), groupOf(name), ACTOR),
    answers: { push: 403, delete: 403 },
  },
  'a maintainer whom a rule denies to push': {
    role: 'maintainer',
    lose: ({ name }) => addRule(name, 'deny', ['push']),
    answers: { push: 403 },
  },
  'a maintainer whom a rule denies everything': {
    role: 'maintainer',
    lose: ({ name }) => addRule(name, 'deny', ['pull', 'push', 'delete']),
    answers: { pull: 404, push: 403, delete: 403 },
  },
  'somebody whom a rule allowed, once it is gone,': {
    role: null,
    give: ({ name }) => addRule(name, 'allow', ['push', 'delete']),
    lose: async ({ name }) => {
      const { items } = await listAccessRules(await rootNow(), 'team');
      const { id } = items.find(({ subject }) => 'name' in subject && subject.name === name)!;
      await deleteAccessRule(await rootNow(), { project: 'team', id }, ACTOR);
    },
    answers: { push: 403, delete: 403 },
  },
  'anybody, of a project that becomes private,': {
    role: null,
    lose: async () => updateProject(await rootNow(), 'team', { visibility: 'private' }, ACTOR),
    answers: { pull: 404, push: 403, delete: 403 },
  },
};

const groupOf = (user: string) => `of-${user}`;

async function joinMaintainers(user: string): Promise<void> {
  const group = groupOf(user);
  await createGroup(await rootNow(), { name: group, description: '' }, ACTOR);
  await addGroupMember(await rootNow(), { group, username: user }, ACTOR);
  await setGroupRole(await rootNow(), { project: 'team', group, role: 'maintainer' }, ACTOR);
}

async function addRule(user: string, effect: 'allow' | 'deny', actions: Right[]): Promise<void> {
  const rule = { effect, subject: { kind: 'user' as const, name: user }, repositories: 'app', actions };
  await createAccessRule(await rootNow(), 'team', rule, ACTOR);
}

describe.each(['token', 'password'])('with a %s', (credential) => {
  it.each(Object.entries(LOSSES))('%s is out', async (name, { role, give, admin = false, lose, answers }) => {
    const account = await makeAccount(`u-${credential}-${Object.keys(LOSSES).indexOf(name)}`, { admin });
    await updateProject(await rootNow(), 'team', { visibility: 'public' }, ACTOR);
    if (role) await setMember(await rootNow(), { project: 'team', username: account.name, role }, ACTOR);
    await give?.(account);
    const as =
      credential === 'token'
        ? await tokenOf(gateway.url, account, `repository:${REPOSITORY}:pull,push,delete`)
        : account.basic;

    const mayPush = admin || role !== null || give !== undefined;
    const upload = await send(mayPush ? as : root.basic, `POST /v2/${REPOSITORY}/blobs/uploads/`);
    expect(upload.status).toBe(202);
    const all = requests(upload.headers.location!);
    // In every process, so that each has what it may believe for a while.
    for (let turn = 0; turn < 2 * WORKERS; turn++) {
      expect((await send(as, `GET /v2/${REPOSITORY}/manifests/v1`)).status).toBe(200);
      expect((await send(as, `POST /v2/${REPOSITORY}/blobs/uploads/`)).status).toBe(mayPush ? 202 : 403);
    }

    await lose(account);
    const endsWithToken = admin && credential === 'token';
    await sleep(WITHIN_MS);
    for (let turn = 0; turn < WORKERS; turn++)
      for (const request of all) {
        const status = endsWithToken ? 401 : answers[request.right];
        if (status === undefined) continue;
        const answer = await request.send(as);
        // A password that is none any more is soon one wrong password too many.
        const expected = status === 401 && credential === 'password' ? [401, 429] : [status];
        expect(expected, request.name).toContain(answer.status);
      }
    // Nothing of it has come to pass.
    const { text } = await send(root.basic, `GET /v2/${REPOSITORY}/tags/list`);
    expect(JSON.parse(text)).toEqual({ name: REPOSITORY, tags: ['v1', 'v2', 'v3'] });
  });
});
