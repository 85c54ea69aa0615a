import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildah, docker, dockerEngineRuns, isInstalled, skopeo } from '../../e2e/support/clients.ts';
import { ask, gatewayHere, makeAccount, setRole, type Account } from '../../e2e/support/gateway.ts';
import { busyboxImage, busyboxIndex } from '../../e2e/support/images.ts';
import { writeLayout } from '../../e2e/support/layout.ts';
import { startGateway } from '../../e2e/support/lighter.ts';
import { principalOf } from '../../e2e/support/people.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { makeRobot, makeToken } from '../../e2e/support/secrets.ts';
import { ACTOR } from '../../e2e/support/service-push.ts';
import { env } from '#lib/env/env.ts';
import { revokeMyToken } from '#lib/services/my-tokens.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let cleo: Account;
let cora: Account;
const layout = newFolder('layout');
const source = (tag: string) => `oci:${layout}:${tag}`;

beforeAll(async () => {
  gateway = await gatewayHere();
  [cleo, cora] = [await makeAccount('cleo'), await makeAccount('cora')];
  await makeProjectWith('copen', 'public');
  await setRole('copen', cleo, 'developer');
  await writeLayout(layout, { image: await busyboxImage(), index: await busyboxIndex() });
});

afterAll(() => gateway.close());

describe('skopeo', () => {
  it('signs in, pushes, lists, copies and deletes', async () => {
    const client = skopeo();
    const { host } = gateway;
    await expect(client.login(host, cleo.name, 'wrong')).rejects.toThrow('invalid username/password');
    await client.login(host, cleo.name, cleo.password);
    await client.copy(source('image'), `docker://${host}/cleo/app:v1`);
    await client.copy(source('index'), `docker://${host}/cleo/app:all`, '--all');
    await client.copy(`docker://${host}/cleo/app:v1`, `docker://${host}/copen/app:v1`);
    expect(await client.tags(`${host}/cleo/app`)).toEqual(['all', 'v1']);
    expect(await client.digest(`${host}/copen/app:v1`)).toBe((await busyboxImage()).digest);
    await client.run('delete', '--tls-verify=false', `docker://${host}/cleo/app:all`);
    expect(await client.tags(`${host}/cleo/app`)).toEqual(['v1']);
    await expect(client.copy(source('image'), `docker://${host}/nowhere/app:v1`)).rejects.toThrow(
      'denied: You may not push to nowhere/app: create the project nowhere in the browser',
    );
  });

  it('pulls what is public without signing in, and is asked to for the rest', async () => {
    const client = skopeo();
    await client.copy(`docker://${gateway.host}/copen/app:v1`, `dir:${newFolder('pulled')}`);
    await expect(client.digest(`${gateway.host}/cleo/app:v1`)).rejects.toThrow(
      'unauthorized: Sign in to do this',
    );
    await client.login(gateway.host, cora.name, cora.password);
    await expect(client.digest(`${gateway.host}/cleo/app:v1`)).rejects.toThrow('name unknown');
  });
});

describe('an access token and a robot, in place of the password', () => {
  it('sign skopeo in for what they leave, until they are taken back', async () => {
    const { host } = gateway;
    const repository = `docker://${host}/cleo/tokens`;
    const token = await makeToken('cleo', { scopes: ['read'] });
    const robot = await makeRobot('cleo', 'cleo', {
      name: 'ci',
      grants: [{ repositories: 'tokens', scopes: ['write'] }],
    });
    const [reader, ci] = [skopeo(), skopeo()];
    await expect(reader.login(host, 'cora', token.secret)).rejects.toThrow(
      /invalid username\/password|belongs to the user cleo/,
    );
    await reader.login(host, 'cleo', token.secret);
    await ci.login(host, robot.name, robot.secret);
    await expect(reader.copy(source('image'), `${repository}:v1`)).rejects.toThrow(
      'denied: Your access token does not include this: it needs an access token with the scope write.',
    );
    await ci.copy(source('image'), `${repository}:v1`);
    expect(await reader.digest(`${host}/cleo/tokens:v1`)).toBe((await busyboxImage()).digest);
    await expect(ci.copy(source('image'), `docker://${host}/cleo/other:v1`)).rejects.toThrow('denied');
    await revokeMyToken(await principalOf('cleo'), token.id, ACTOR);
    await expect(reader.digest(`${host}/cleo/tokens:v1`)).rejects.toThrow(
      /unauthorized|not valid, or no longer/,
    );
  });
});

describe.runIf(isInstalled('buildah'))('buildah', () => {
  it('pulls and pushes', async () => {
    const client = buildah();
    const options = ['--tls-verify=false', '--quiet'];
    await client.run('login', '--tls-verify=false', '-u', cleo.name, '-p', cleo.password, gateway.host);
    await client.run('pull', ...options, `docker://${gateway.host}/cleo/app:v1`);
    await client.run(
      'push',
      ...options,
      `${gateway.host}/cleo/app:v1`,
      `docker://${gateway.host}/cleo/built:v1`,
    );
    expect((await ask(gateway.url, 'GET /v2/cleo/built/tags/list', { as: cleo.basic })).text).toContain(
      '["v1"]',
    );
  });
});

describe.runIf(await dockerEngineRuns())('docker', () => {
  it('signs in as a robot', async () => {
    const grants = [{ repositories: '**', scopes: ['read' as const] }];
    const robot = await makeRobot('cleo', 'cleo', { name: 'docker', grants });
    const client = docker();
    const image = `${gateway.host}/cleo/app:v1`;
    await client.run('login', '-u', robot.name, '-p', robot.secret, gateway.host);
    await client.run('pull', image);
    await client.run('rmi', image);
  });

  it('signs in, pulls, pushes, searches and signs out', async () => {
    const client = docker();
    const [image, copy] = [`${gateway.host}/cleo/app:v1`, `${gateway.host}/cleo/docker:v1`];
    expect((await client.try('pull', image)).stderr).toContain('unauthorized');
    await client.run('login', '-u', cleo.name, '-p', cleo.password, gateway.host);
    await client.run('pull', image);
    await client.run('tag', image, copy);
    await client.run('push', copy);
    expect(await client.run('search', '--format', '{{.Name}}', `${gateway.host}/docker`)).toBe(
      'cleo/docker\n',
    );
    await client.run('logout', gateway.host);
    expect((await client.try('push', copy)).stderr).toContain('unauthorized');
    await client.run('rmi', image, copy);
  });
});

describe('a gateway that is killed in the middle of a push', () => {
  it('takes the push again once it is back', async () => {
    const { databaseUrl, registryUrl } = env();
    const fragile = await startGateway({
      DATABASE_URL: databaseUrl!,
      REGISTRY_URL: registryUrl!,
      UPSTREAM_MODE: 'exclusive',
    });
    const started = await ask(fragile.url, 'POST /v2/cleo/killed/blobs/uploads/', { as: cleo.basic });
    const patch = http.request(new URL(started.headers.location!, fragile.url), {
      method: 'PATCH',
      headers: { authorization: cleo.basic, 'transfer-encoding': 'chunked' },
    });
    const broken = once(patch, 'error');
    patch.write(Buffer.alloc(1_000_000));
    await once(patch, 'socket');
    await ask(fragile.url, 'GET /healthz');
    await fragile.kill('SIGKILL');
    await broken;

    await fragile.start();
    const client = skopeo();
    await client.login(fragile.host, cleo.name, cleo.password);
    await client.copy(source('image'), `docker://${fragile.host}/cleo/killed:v1`);
    await client.copy(`docker://${fragile.host}/cleo/killed:v1`, `dir:${newFolder('pulled')}`);
    await fragile.stop();
  });
});
