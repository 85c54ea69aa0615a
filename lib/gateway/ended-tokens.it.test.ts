import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gatewayHere, makeAccount, setRole } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { principalOf } from '../../e2e/support/people.ts';
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import {
  authorizationOf,
  makeRobot,
  makeToken,
  WAYS,
  type Credential,
  type Way,
} from '../../e2e/support/secrets.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { query } from '#lib/db/pool.ts';
import { createProject } from '#lib/services/create-project.ts';
import { deleteProject } from '#lib/services/delete-project.ts';
import { revokeMyToken, updateMyToken } from '#lib/services/my-tokens.ts';
import { deleteRobot, updateRobot } from '#lib/services/robots.ts';
import { rotateRobot } from '#lib/services/rotate-robot.ts';
import { updateUser } from '#lib/services/update-user.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
const [image] = smallImages(1, 'ended tokens');

beforeAll(async () => {
  gateway = await gatewayHere();
  await makeAccount('troot', { admin: true });
  const tom = await makeAccount('tom');
  for (const name of ['tacme', 'tbeta']) {
    await makeProjectWith(name, 'private');
    await setRole(name, tom, 'owner');
    await push({ url: gateway.url, repository: `${name}/app`, authorization: tom.basic }, 'v1', image!);
  }
});

afterAll(() => gateway.close());

const authorization = (way: Way, credential: Credential, repository: string) =>
  authorizationOf(gateway.url, way, credential, repository);

describe('what ends a credential ends all that was got with it, within a second', () => {
  const WITHIN_MS = 1_000;
  const robotOf = async (name: string) => ({
    place: { project: 'tacme', robot: name },
    ...(await makeRobot('tom', 'tacme', { name, grants: [{ repositories: '**', scopes: ['write'] }] })),
  });
  const inEveryWay = async (credential: Credential) =>
    Promise.all(WAYS.map((way) => authorization(way, credential, 'tacme/app')));
  const pulls = async (all: string[]) => {
    const answers = all.map((as) => ask(gateway.url, 'GET /v2/tacme/app/manifests/v1', { as }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  const holdsThenEnds = async (credential: Credential, end: () => Promise<unknown>, after = 401) => {
    const all = await inEveryWay(credential);
    expect(await pulls(all)).toEqual([200, 200, 200, 200]);
    await end();
    await sleep(WITHIN_MS);
    expect(await pulls(all)).toEqual([after, after, after, after]);
  };

  it('a token that is revoked', async () => {
    const { id, secret } = await makeToken('tom', { scopes: ['read'] });
    await holdsThenEnds({ name: 'tom', secret }, async () =>
      revokeMyToken(await principalOf('tom'), id, ACTOR),
    );
  });

  it('a token that has expired', async () => {
    const { id, secret } = await makeToken('tom', { scopes: ['read'] });
    await holdsThenEnds({ name: 'tom', secret }, () =>
      query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]),
    );
  });

  it('a token whose projects were changed', async () => {
    const { id, secret } = await makeToken('tom', { scopes: ['read'] });
    const change = async () => updateMyToken(await principalOf('tom'), id, { projects: ['tbeta'] }, ACTOR);
    await holdsThenEnds({ name: 'tom', secret }, change, 404);
  });

  it('a robot that is disabled, and back when it is enabled', async () => {
    const robot = await robotOf('off');
    const disable = async (disabled: boolean) =>
      updateRobot(await principalOf('tom'), robot.place, { disabled }, ACTOR);
    await holdsThenEnds(robot, () => disable(true));
    await disable(false);
    expect(await pulls(await inEveryWay(robot))).toEqual([200, 200, 200, 200]);
  });

  it('a robot that is deleted, and made again by its name', async () => {
    const robot = await robotOf('gone');
    await holdsThenEnds(robot, async () => {
      await deleteRobot(await principalOf('tom'), robot.place, ACTOR);
      await robotOf('gone');
    });
  });

  it('a robot that has expired', async () => {
    const robot = await robotOf('over');
    await holdsThenEnds(robot, () =>
      query(`UPDATE robot SET expires_at = now() - interval '1 second' WHERE name = $1`, [robot.name]),
    );
  });

  it('a robot that may no more', async () => {
    const robot = await robotOf('narrowed');
    const all = await inEveryWay(robot);
    const grants = [{ repositories: 'other', scopes: ['read' as const] }];
    await updateRobot(await principalOf('tom'), robot.place, { grants }, ACTOR);
    // Tokens of the registry end with the change; the secret goes on, for what is left.
    expect(await pulls(all)).toEqual([404, 404, 401, 401]);
  });

  it('a secret that is rotated out at once', async () => {
    const robot = await robotOf('rotated');
    await holdsThenEnds(robot, async () =>
      rotateRobot(await principalOf('tom'), robot.place, { overlapHours: 0 }, ACTOR),
    );
  });

  it('the project of a robot, and of a token that is limited to it', async () => {
    const owner = await principalOf('tom');
    const make = () => createProject(owner, { name: 'tgone', visibility: 'private', description: '' }, ACTOR);
    await make();
    const robot = await makeRobot('tom', 'tgone', {
      name: 'ci',
      grants: [{ repositories: '**', scopes: ['write'] }],
    });
    const { id, secret } = await makeToken('tom', { scopes: ['write'], projects: ['tgone'] });
    const push = (as: string) => ask(gateway.url, 'POST /v2/tgone/app/blobs/uploads/', { as });
    const robots = await Promise.all(WAYS.map((way) => authorization(way, robot, 'tgone/app')));
    const tokens = await Promise.all(
      WAYS.map((way) => authorization(way, { name: 'tom', secret }, 'tgone/app')),
    );
    for (const as of [...robots, ...tokens]) expect((await push(as)).status).toBe(202);
    await deleteProject(owner, 'tgone', ACTOR);
    await make();
    await sleep(WITHIN_MS);
    for (const as of robots) expect((await push(as)).status).toBe(401);
    for (const as of tokens) expect((await push(as)).status).toBe(403);
    expect(await query(`SELECT 1 FROM robot WHERE name = 'tgone+ci'`)).toEqual([]);
    expect(await query(`SELECT all_projects FROM api_token WHERE id = $1`, [id])).toEqual([
      { all_projects: false },
    ]);
  });

  it('the user of a token', async () => {
    const ida = await makeAccount('tida');
    await setRole('tacme', ida, 'guest');
    const { secret } = await makeToken('tida', { scopes: ['read'] });
    await holdsThenEnds({ name: 'tida', secret }, async () =>
      updateUser(await principalOf('troot'), 'tida', { disabled: true }, ACTOR),
    );
  });
});
