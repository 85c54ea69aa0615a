import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { api, apiOk, createProject, createUser, type Credentials } from './support/api.ts';
import { buildah, docker, dockerEngineRuns, isInstalled, skopeo, type Skopeo } from './support/clients.ts';
import { ask, errorCode } from './support/gateway.ts';
import { busyboxImage, busyboxIndex, smallImages, type Image, type ImageIndex } from './support/images.ts';
import { writeLayout } from './support/layout.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { basic, push } from './support/push.ts';
import { newFolder } from './support/run-folder.ts';

let lighter: Lighter;
let layout: string;
let image: Image;
let index: ImageIndex;
/** Owner, and may do everything in `acme` and `open`; member of neither. */
let olga: Credentials;
let sam: Credentials;

beforeAll(async () => {
  lighter = await startLighter();
  [olga, sam] = [await createUser(lighter, 'olga'), await createUser(lighter, 'sam')];
  await createProject(lighter, { name: 'acme', roles: { olga: 'owner' } });
  await createProject(lighter, { name: 'open', visibility: 'public', roles: { olga: 'owner' } });
  [image, index] = [await busyboxImage(), await busyboxIndex()];
  layout = newFolder('layout');
  await writeLayout(layout, { image, index });
});
afterAll(() => lighter.stop());

const at = (name: string) => `${lighter.host}/${name}`;
const remote = (name: string) => `docker://${at(name)}`;
const pushTo = (name: string, ...options: string[]) =>
  [`oci:${layout}:image`, remote(name), ...options] as const;

async function signedIn({ name, password }: Credentials): Promise<Skopeo> {
  const client = skopeo();
  await client.login(lighter.host, name, password);
  return client;
}

/** Pushes small images as olga, by plain HTTP. */
async function pushSmall(repository: string, tags: Record<string, Image>): Promise<void> {
  const authorization = basic(olga.name, olga.password);
  for (const [tag, one] of Object.entries(tags))
    await push({ url: lighter.url, repository, authorization }, tag, one);
}

describe('skopeo', () => {
  it('logs in with the password only, and out again', async () => {
    const client = skopeo();
    await expect(client.login(lighter.host, 'olga', 'not the password')).rejects.toThrow(
      /invalid username\/password/,
    );
    await expect(client.login(lighter.host, 'nobody', olga.password)).rejects.toThrow(
      /invalid username\/password/,
    );
    await client.login(lighter.host, olga.name, olga.password);
    await client.copy(...pushTo('acme/login:v1'));
    await client.run('logout', lighter.host);
    await expect(client.digest(at('acme/login:v1'))).rejects.toThrow(/unauthorized|authentication required/);
  });

  it('pushes an image, lists and inspects it, and pulls the same bytes', async () => {
    const client = await signedIn(olga);
    await client.copy(...pushTo('acme/api:1.0.0'));
    await client.copy(...pushTo('acme/api:latest'));
    expect(await client.tags(at('acme/api'))).toEqual(['1.0.0', 'latest']);
    expect(await client.digest(at('acme/api:latest'))).toBe(image.digest);
    const config = await client.run('inspect', '--tls-verify=false', '--config', remote('acme/api:latest'));
    expect(JSON.parse(config)).toMatchObject({ architecture: 'amd64', config: { WorkingDir: '/srv' } });
    const folder = newFolder('pulled');
    await client.copy(remote(`acme/api@${image.digest}`), `oci:${folder}:back`);
    expect((await client.run('inspect', '--format', '{{.Digest}}', `oci:${folder}:back`)).trim()).toBe(
      image.digest,
    );
  });

  it('pushes both platforms of an index, and pulls either', async () => {
    const client = await signedIn(olga);
    await client.copy(`oci:${layout}:index`, remote('acme/multi:v1'), '--all');
    const raw = await client.run('inspect', '--tls-verify=false', '--raw', remote('acme/multi:v1'));
    expect(raw).toBe(index.bytes.toString());
    for (const { architecture, digest } of index.images) {
      const folder = newFolder('platform');
      await client.run(
        'copy',
        '--quiet',
        '--override-arch',
        architecture,
        '--src-tls-verify=false',
        remote('acme/multi:v1'),
        `oci:${folder}:it`,
      );
      expect((await client.run('inspect', '--format', '{{.Digest}}', `oci:${folder}:it`)).trim()).toBe(
        digest,
      );
    }
  });

  it('copies from one repository to another', async () => {
    const client = await signedIn(olga);
    await client.copy(...pushTo('acme/from:v1'));
    await client.copy(remote('acme/from:v1'), remote('open/to:v1'));
    expect(await client.digest(at('open/to:v1'))).toBe(image.digest);
  });

  it('makes a personal project by pushing to it', async () => {
    const client = await signedIn(sam);
    await client.copy(...pushTo('sam/first/app:v1'));
    expect(await client.digest(at('sam/first/app:v1'))).toBe(image.digest);
    const { personal, role } = await apiOk(lighter, 'GET projects/sam', { as: sam });
    expect({ personal, role }).toEqual({ personal: true, role: 'owner' });
    await expect((await signedIn(olga)).digest(at('sam/first/app:v1'))).rejects.toThrow(
      /manifest unknown|name unknown/,
    );
  });

  it('deletes an image that one tag has, and is told who else has it otherwise', async () => {
    const client = await signedIn(olga);
    const [alone, shared] = smallImages(2, 'skopeo delete') as [Image, Image];
    await pushSmall('acme/delete', { alone, v1: shared, v2: shared });
    const remove = (tag: string) => client.try('delete', '--tls-verify=false', remote(`acme/delete:${tag}`));
    expect(await remove('alone')).toMatchObject({ ok: true });
    const refused = await remove('v1');
    expect(refused.ok).toBe(false);
    expect(refused.stderr).toMatch(/v1.*v2/s);
    expect(await client.tags(at('acme/delete'))).toEqual(['v1', 'v2']);
  });
});

describe('who may not', () => {
  it('push to a project that is not there, or without the role, reads what to do', async () => {
    const client = await signedIn(sam);
    for (const project of ['acme', 'nowhere', 'open']) {
      await expect(client.copy(...pushTo(`${project}/x:v1`))).rejects.toThrow(
        `You may not push to ${project}/x: create the project ${project} in the browser, or ask one of its owners for the role developer. Or push to sam/…, which is yours.`,
      );
    }
  });

  it('pull what is private is told the same as for what is not there', async () => {
    await pushSmall('acme/hidden', { v1: image });
    const client = await signedIn(sam);
    const refusals = [];
    for (const name of ['acme/hidden', 'acme/absent', 'nowhere/absent']) {
      const { ok, stderr } = await client.try('inspect', '--tls-verify=false', remote(`${name}:v1`));
      expect(ok).toBe(false);
      refusals.push(stderr.replaceAll(name, '@').replace(/time="[^"]*"/g, ''));
    }
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toMatch(/name unknown/);
  });

  it('sign in is led to by an anonymous pull, which works where everyone may', async () => {
    await pushSmall('open/anyone', { v1: image });
    await pushSmall('acme/someone', { v1: image });
    const client = skopeo();
    expect(await client.digest(at('open/anyone:v1'))).toBe(image.digest);
    await client.copy(remote('open/anyone:v1'), `oci:${newFolder('anonymous')}:v1`);
    await expect(client.digest(at('acme/someone:v1'))).rejects.toThrow(
      /unauthorized|authentication required/,
    );
    await expect(client.copy(...pushTo('open/anyone:v2'))).rejects.toThrow(
      /unauthorized|authentication required/,
    );
  });
});

describe('deleting v1 leaves v2 of the same image', () => {
  const ways: [string, (repository: string) => Promise<unknown>][] = [
    [
      'by DELETE /v2/…/manifests/v1',
      async (repository) => {
        const { status } = await ask(lighter.url, `DELETE /v2/${repository}/manifests/v1`, {
          as: basic(olga.name, olga.password),
        });
        expect(status).toBe(202);
      },
    ],
    [
      'by DELETE …/-/tags/v1',
      (repository) => apiOk(lighter, `DELETE repositories/${repository}/-/tags/v1`, { as: olga }),
    ],
    [
      'by POST …/-/tags:delete',
      (repository) =>
        apiOk(lighter, `POST repositories/${repository}/-/tags:delete`, { as: olga, body: { tags: ['v1'] } }),
    ],
  ];

  it.each(ways.map(([name, remove], number) => ({ name, remove, repository: `acme/siblings-${number}` })))(
    '$name',
    async ({ remove, repository }) => {
      await pushSmall(repository, { v1: image, v2: image });
      await remove(repository);
      const client = await signedIn(olga);
      expect(await client.tags(at(repository))).toEqual(['v2']);
      await expect(client.digest(at(`${repository}:v1`))).rejects.toThrow(/manifest unknown/);
      await client.copy(remote(`${repository}:v2`), `oci:${newFolder('sibling')}:v2`);
      const { items } = await apiOk(lighter, `GET repositories/${repository}/-/trash`, { as: olga });
      expect(items).toMatchObject([{ tag: 'v1', digest: image.digest, deletedBy: 'olga' }]);
    },
  );
});

describe("containerd's form of asking for a token", () => {
  const post = (form: Record<string, string>) =>
    ask(lighter.url, 'POST /token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        service: lighter.host,
        client_id: 'containerd-client',
        ...form,
      }).toString(),
    });
  const scope = 'repository:acme/token:pull,push';

  it('gives one by name and password', async () => {
    await pushSmall('acme/token', { v1: image });
    const answer = await post({ grant_type: 'password', username: 'olga', password: olga.password, scope });
    const { access_token: token, ...rest } = JSON.parse(answer.text) as Record<string, string>;
    expect(answer.status).toBe(200);
    expect(rest).not.toHaveProperty('refresh_token');
    expect(rest).not.toHaveProperty('issued_at');
    const pulled = await ask(lighter.url, 'GET /v2/acme/token/manifests/v1', { as: `Bearer ${token}` });
    expect(pulled.body.equals(image.bytes)).toBe(true);
  });

  it('refuses a wrong password, and other grants', async () => {
    const wrong = await post({
      grant_type: 'password',
      username: 'olga',
      password: 'not the password',
      scope,
    });
    expect([wrong.status, errorCode(wrong)]).toEqual([401, 'UNAUTHORIZED']);
    expect((await post({ grant_type: 'refresh_token', refresh_token: 'x', scope })).status).toBe(400);
  });
});

describe('what docker search speaks', () => {
  const search = async (term: string, as?: Credentials) => {
    const answer = await ask(lighter.url, `GET /v1/search?q=${term}&n=25`, {
      as: as && basic(as.name, as.password),
    });
    return (JSON.parse(answer.text) as { results: { name: string }[] }).results.map(({ name }) => name);
  };

  it('finds what the asker may pull', async () => {
    await pushSmall('open/findable', { v1: image });
    await pushSmall('acme/findable', { v1: image });
    expect((await ask(lighter.url, 'GET /v1/_ping')).status).toBe(200);
    expect(await search('findable')).toEqual(['open/findable']);
    expect(await search('findable', sam)).toEqual(['open/findable']);
    expect((await search('findable', olga)).sort()).toEqual(['acme/findable', 'open/findable']);
  });
});

describe('a disabled user', () => {
  it('is out at once', async () => {
    const dora = await createUser(lighter, 'dora');
    const client = await signedIn(dora);
    await client.copy(...pushTo('dora/app:v1'));
    await apiOk(lighter, 'PATCH users/dora', { as: lighter.admin, body: { disabled: true } });
    await expect(client.digest(at('dora/app:v1'))).rejects.toThrow(/unauthorized|invalid username/);
    expect((await api(lighter, 'GET me', { as: dora })).status).toBe(401);
  });
});

// Further clients, where a machine has them: what they need differs too much to install them for a test.
if (isInstalled('buildah')) {
  it('buildah logs in, pulls and pushes', async () => {
    await pushSmall('acme/buildah', { v1: image });
    const client = buildah();
    await client.run(
      'login',
      '--tls-verify=false',
      '--username',
      'olga',
      '--password',
      olga.password,
      lighter.host,
    );
    await client.run('pull', '--quiet', '--tls-verify=false', at('acme/buildah:v1'));
    await client.run(
      'push',
      '--quiet',
      '--tls-verify=false',
      at('acme/buildah:v1'),
      remote('acme/buildah:v2'),
    );
    expect(await (await signedIn(olga)).tags(at('acme/buildah'))).toEqual(['v1', 'v2']);
    await client.run('logout', lighter.host);
  });
}

if (await dockerEngineRuns()) {
  it('docker logs in, tags, pushes, pulls, searches and logs out', async () => {
    const [client, name] = [docker(), at('acme/docker:v1')];
    const archive = join(newFolder('archive'), 'image.tar');
    await skopeo().copy(`oci:${layout}:image`, `docker-archive:${archive}:lighter-test/docker:v1`);
    await client.run('load', '--input', archive);
    await client.run('login', '--username', 'olga', '--password', olga.password, lighter.host);
    await client.run('tag', 'lighter-test/docker:v1', name);
    await client.run('push', name);
    await client.run('rmi', name, 'lighter-test/docker:v1');
    await client.run('pull', name);
    await client.run('rmi', name);
    expect(await client.run('search', at('docker'))).toContain('acme/docker');
    await client.run('logout', lighter.host);
    expect((await client.try('pull', name)).ok).toBe(false);
  });
}
