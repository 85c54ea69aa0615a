import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  setRole,
  type Account,
} from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { principalOf } from '../../e2e/support/people.ts';
import { basic, push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import {
  askToken as askTokenAt,
  authorizationOf,
  makeRobot,
  makeToken,
  WAYS,
  type Credential,
  type Way,
} from '../../e2e/support/secrets.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { makeSecret } from '#lib/auth/secret-format.ts';
import { deleteExpiredSecrets } from '#lib/db/secrets.ts';
import { query } from '#lib/db/pool.ts';
import { rotateRobot } from '#lib/services/rotate-robot.ts';

// Access tokens and robots' secrets at the registry: as the password of docker login, at the token endpoint (both forms), and as a
// bearer. What a credential leaves holds in each of these ways.

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let tom: Account;
const [image, other] = smallImages(2, 'access tokens');

beforeAll(async () => {
  gateway = await gatewayHere();
  await makeAccount('troot', { admin: true });
  tom = await makeAccount('tom');
  await makeAccount('tina');
  for (const name of ['tacme', 'tbeta']) {
    await makeProjectWith(name, 'private');
    await setRole(name, tom, 'owner');
    await push({ url: gateway.url, repository: `${name}/app`, authorization: tom.basic }, 'v1', image!);
  }
  await makeProjectWith('tpublic', 'public');
  await setRole('tpublic', tom, 'owner');
  await push({ url: gateway.url, repository: 'tpublic/app', authorization: tom.basic }, 'v1', image!);
});

afterAll(() => gateway.close());

const askToken = (way: Way, credential: Credential, scope: string) =>
  askTokenAt(gateway.url, way, credential, scope);
const authorization = (way: Way, credential: Credential, repository: string) =>
  authorizationOf(gateway.url, way, credential, repository);

/** What a pull, a push and a delete (of a tag made for it) in a repository are answered with. */
async function statuses(way: Way, credential: Credential, repository: string): Promise<number[]> {
  const target = { url: gateway.url, repository, authorization: tom.basic };
  await push(target, 'doomed', other!);
  const as = await authorization(way, credential, repository);
  const pull = await ask(gateway.url, `GET /v2/${repository}/manifests/v1`, { as });
  const put = await ask(gateway.url, `POST /v2/${repository}/blobs/uploads/`, { as });
  const gone = await ask(gateway.url, `DELETE /v2/${repository}/manifests/doomed`, { as });
  return [pull.status, put.status, gone.status];
}

describe.each(WAYS)('by %s', (way) => {
  it.each<['read' | 'write' | 'delete' | 'admin', number[]]>([
    ['read', [200, 403, 403]],
    ['write', [200, 202, 403]],
    ['delete', [200, 403, 202]],
    ['admin', [200, 403, 403]],
  ])('a token with the scope %s leaves of an owner %j', async (scope, expected) => {
    const { secret } = await makeToken('tom', { scopes: [scope] });
    expect(await statuses(way, { name: 'tom', secret }, 'tacme/app')).toEqual(expected);
  });

  it('a token for a project shows and takes nothing of others but what is public', async () => {
    const { secret } = await makeToken('tom', { scopes: ['write', 'delete'], projects: ['tacme'] });
    const tomsToken = { name: 'tom', secret };
    expect(await statuses(way, tomsToken, 'tacme/app')).toEqual([200, 202, 202]);
    expect(await statuses(way, tomsToken, 'tbeta/app')).toEqual([404, 403, 403]);
    expect(await statuses(way, tomsToken, 'tpublic/app')).toEqual([200, 403, 403]);
  });

  it('a robot may what it was given, by repository', async () => {
    const robot = await makeRobot('tom', 'tacme', {
      name: `ci-${WAYS.indexOf(way)}`,
      grants: [
        { repositories: 'app', scopes: ['write'] },
        { repositories: 'team/**', scopes: ['read', 'delete'] },
      ],
    });
    await push({ url: gateway.url, repository: 'tacme/team/web', authorization: tom.basic }, 'v1', image!);
    await push({ url: gateway.url, repository: 'tacme/other', authorization: tom.basic }, 'v1', image!);
    expect(await statuses(way, robot, 'tacme/app')).toEqual([200, 202, 403]);
    expect(await statuses(way, robot, 'tacme/team/web')).toEqual([200, 403, 202]);
    expect(await statuses(way, robot, 'tacme/other')).toEqual([404, 403, 403]);
    expect(await statuses(way, robot, 'tbeta/app')).toEqual([404, 403, 403]);
    expect(await statuses(way, robot, 'tpublic/app')).toEqual([200, 403, 403]);
  });

  it('a robot of the system may what it was given in any project', async () => {
    const robot = await makeRobot('troot', null, {
      name: `mirror-${WAYS.indexOf(way)}`,
      grants: [{ repositories: '*/app', scopes: ['write'] }],
    });
    expect(robot.name).toBe(`system+mirror-${WAYS.indexOf(way)}`);
    expect(await statuses(way, robot, 'tacme/app')).toEqual([200, 202, 403]);
    expect(await statuses(way, robot, 'tbeta/app')).toEqual([200, 202, 403]);
    expect(await statuses(way, robot, 'tacme/team/web')).toEqual([404, 403, 403]);
  });
});

describe('a credential that does not hold', () => {
  const login = (name: string, secret: string) => ask(gateway.url, 'GET /token', { as: basic(name, secret) });
  const message = ({ text }: { text: string }) =>
    (JSON.parse(text) as { errors: { message: string }[] }).errors[0]?.message;

  it('is refused with another’s name, and says whose it is', async () => {
    const { secret } = await makeToken('tom', { scopes: ['read'] });
    for (const name of ['tina', '', 'tom ', 'TOM', 'tacme+ci']) {
      const answer = await login(name, secret);
      expect([answer.status, message(answer)]).toEqual([
        401,
        'This access token belongs to the user tom: give tom as the user name.',
      ]);
    }
    expect((await login('tom', secret)).status).toBe(200);
    const robot = await makeRobot('tom', 'tacme', { name: 'named', grants: [] });
    expect(message(await login('named', robot.secret))).toContain('the robot tacme+named');
    expect((await login('tacme+named', robot.secret)).status).toBe(200);
  });

  it('is refused when it is mistyped, unknown, or no secret at all', async () => {
    const { secret } = await makeToken('tom', { scopes: ['read'] });
    const mistyped = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    expect(message(await login('tom', mistyped))).toContain('its checksum is wrong');
    for (const unknown of [makeSecret('token'), makeSecret('robot')]) {
      const answer = await login('tom', unknown);
      expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
      const bearer = await ask(gateway.url, 'GET /v2/', { as: `Bearer ${unknown}` });
      expect(bearer.status).toBe(401);
      expect(bearer.headers['www-authenticate']).toContain('Bearer realm=');
    }
    const events = await query(
      `SELECT 1 FROM audit_event WHERE action = 'user.sign-in-failed' AND result = 'refused' AND credential = 'token'`,
    );
    expect(events.length).toBeGreaterThanOrEqual(2);
  });

  it('opens no session and proves no password', async () => {
    const { secret } = await makeToken('tom', { scopes: ['read', 'write', 'delete', 'admin'] });
    const { authenticatePassword } = await import('#lib/auth/authenticate.ts');
    expect(await authenticatePassword('tom', secret)).toBeNull();
  });
});

describe('a rotation with an overlap', () => {
  it('leaves the old secret for as long as was said, and what is given out for it no longer', async () => {
    const place = { project: 'tacme', robot: 'overlap' };
    const old = await makeRobot('tom', 'tacme', {
      name: 'overlap',
      grants: [{ repositories: '**', scopes: ['read'] }],
    });
    const rotated = await rotateRobot(await principalOf('tom'), place, { overlapHours: 24 }, ACTOR);
    expect(rotated.secrets).toHaveLength(2);
    const fresh = { name: old.name, secret: rotated.secret! };
    for (const credential of [old, fresh])
      for (const way of WAYS) expect((await statuses(way, credential, 'tacme/app'))[0], way).toBe(200);

    await query(
      `UPDATE robot_secret SET expires_at = now() + interval '100 seconds' WHERE expires_at IS NOT NULL
          AND robot_id = (SELECT id FROM robot WHERE name = $1)`,
      [old.name],
    );
    const { token, expires_in } = JSON.parse((await askToken('GET /token', old, '')).text) as {
      token: string;
      expires_in: number;
    };
    expect(expires_in).toBeLessThanOrEqual(100);
    const { iat, exp } = decodeJwt(token);
    expect(exp! - iat!).toBe(expires_in);

    await query(
      `UPDATE robot_secret SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL
          AND robot_id = (SELECT id FROM robot WHERE name = $1)`,
      [old.name],
    );
    expect((await askToken('GET /token', old, '')).status).toBe(401);
    expect((await askToken('GET /token', fresh, '')).status).toBe(200);
    expect(await deleteExpiredSecrets()).toBe(1);
    expect((await askToken('GET /token', fresh, '')).status).toBe(200);
  });
});

describe('the use of a credential', () => {
  const usedAt = async (table: string, id: number | string) => {
    const key = table === 'robot' ? 'name' : 'id';
    const rows = await query<{ at: Date | null; from: string | null }>(
      `SELECT last_used_at AS at, last_used_from AS "from" FROM ${table} WHERE ${key} = $1`,
      [id],
    );
    return rows[0]!;
  };
  const noted = async (table: string, id: number | string) => {
    for (;;) {
      const use = await usedAt(table, id);
      if (use.at) return use;
      await sleep(20);
    }
  };

  it('is noted, with where it came from', async () => {
    const { id, secret } = await makeToken('tom', { scopes: ['read'], name: 'laptop' });
    expect(await usedAt('api_token', id)).toEqual({ at: null, from: null });
    await askToken('GET /token', { name: 'tom', secret }, '');
    const first = await noted('api_token', id);
    expect(first.from).toBe('127.0.0.1');
    await askToken('GET /token', { name: 'tom', secret }, '');
    expect((await usedAt('api_token', id)).at).toEqual(first.at);

    const robot = await makeRobot('tom', 'tacme', { name: 'used', grants: [] });
    await ask(gateway.url, 'GET /v2/', { as: `Bearer ${robot.secret}` });
    expect((await noted('robot', robot.name)).from).toBe('127.0.0.1');
  });

  it('is in the audit by its name', async () => {
    const { secret } = await makeToken('tom', { scopes: ['write'], name: 'audited' });
    const as = await authorization('POST /token', { name: 'tom', secret }, 'tacme/audited');
    await push({ url: gateway.url, repository: 'tacme/audited', authorization: as }, 'v1', image!);
    const robot = await makeRobot('tom', 'tacme', {
      name: 'audited',
      grants: [{ repositories: '**', scopes: ['write'] }],
    });
    await push(
      { url: gateway.url, repository: 'tacme/audited', authorization: `Bearer ${robot.secret}` },
      'v2',
      other!,
    );
    const events = await query(
      `SELECT actor, credential FROM audit_event WHERE repository = 'tacme/audited' AND action = 'manifest.push' ORDER BY id`,
    );
    expect(events).toEqual([
      { actor: 'tom', credential: 'token audited' },
      { actor: 'tacme+audited', credential: 'robot' },
    ]);
  });
});
