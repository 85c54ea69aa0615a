import { cellAllowed, PEOPLE, ROBOTS, TOKENS, type Cell, type Column } from '#lib/policies/matrix.ts';
import { ROLES } from '#lib/policies/roles.ts';
import { apiOk, createProject, createUser, type Credentials } from './support/api.ts';
import { smallImages } from './support/images.ts';
import { isYes, probes, type Probe, type ProbeAnswer } from './support/permission-probes.ts';
import { basic, push } from './support/push.ts';
import { expect, test, type Instance } from './support/test.ts';

// Every cell of docs/permissions.md, asked of the whole product: the API and the registry's endpoint, by people, tokens and robots.

/** A worker that is started anew after a failure makes everything anew. */
const P = `matrix-${process.pid}`;
const VISIBILITIES = ['private', 'public'] as const;
const project = (visibility: string) => `${P}-${visibility}`;
const SPARE = `${P}-spare`;

/** By the title of their column; those of the projects' robots also by visibility. */
const credentials = new Map<string, Credentials | null>([['anyone', null]]);

test.beforeAll(async ({ instance }) => {
  for (const name of [SPARE, `${P}-out`, ...ROLES.map((role) => `${P}-${role}`)])
    await createUser(instance, name);
  const user = (name: string) => ({ name: `${P}-${name}`, password: `password of ${P}-${name}` });
  credentials.set('signed in', user('out'));
  credentials.set('system admin', instance.admin);
  for (const role of ROLES) credentials.set(role, user(role));
  const roles = { ...Object.fromEntries(ROLES.map((role) => [`${P}-${role}`, role])), [SPARE]: 'guest' };
  const [image] = smallImages(1, P);
  for (const visibility of VISIBILITIES) {
    await createProject(instance, { name: project(visibility), visibility, roles });
    const { name, password } = instance.admin;
    const at = {
      url: instance.url,
      repository: `${project(visibility)}/app`,
      authorization: basic(name, password),
    };
    await push(at, 'v1', image!);
  }
  await makeTokens(instance, user('owner'));
  await makeRobots(instance);
});

async function makeTokens(instance: Instance, owner: Credentials): Promise<void> {
  for (const { title, principal } of TOKENS) {
    const scopes = principal.kind === 'user' ? principal.limits?.scopes : [];
    const { secret } = await apiOk(instance, 'POST me/tokens', { as: owner, body: { name: title, scopes } });
    credentials.set(title, { name: owner.name, password: String(secret) });
  }
}

async function makeRobots(instance: Instance): Promise<void> {
  const make = async (path: string, title: string, body: object) => {
    const made = await apiOk(instance, `POST ${path}`, { as: instance.admin, body });
    credentials.set(title, { name: String(made['name']), password: String(made['secret']) });
  };
  for (const [place, { title, principal }] of ROBOTS.entries()) {
    if (principal.kind !== 'robot') continue;
    const { grants, admin } = principal;
    const body = { name: `${P}-${place}`, grants, admin };
    if (principal.project === null) await make('robots', title, body);
    else
      for (const visibility of VISIBILITIES)
        await make(`projects/${project(visibility)}/robots`, `${title} ${visibility}`, body);
  }
}

for (const column of [...PEOPLE, ...TOKENS, ...ROBOTS]) {
  test(`${column.title}: exactly what the matrix says`, async ({ instance }) => {
    test.setTimeout(120_000);
    const wrong: string[] = [];
    for (const visibility of VISIBILITIES) {
      const as = credentialOf(column, visibility);
      for (const [action, asked] of Object.entries(probes(project(visibility), SPARE))) {
        const cell = { action: action as Cell['action'], column, visibility };
        for (const probe of asked) {
          const answer = await send(instance, probe, as);
          if (isYes(probe, answer) !== cellAllowed(cell))
            wrong.push(
              `${action}, ${visibility}: ${probe.request} answered ${answer.status} ${answer.detail}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
  });
}

function credentialOf({ title }: Column, visibility: string): Credentials | null {
  const found = credentials.get(`${title} ${visibility}`) ?? credentials.get(title);
  if (found === undefined) throw new Error(`Nobody is ${title}`);
  return found;
}

async function send(
  { url }: Instance,
  { request, body }: Probe,
  as: Credentials | null,
): Promise<ProbeAnswer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const answer = await fetch(new URL(path, url), {
    method,
    headers: {
      accept: 'application/json, application/vnd.oci.image.manifest.v1+json',
      ...(as && { authorization: basic(as.name, as.password) }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, detail: (await answer.text()).slice(0, 500) };
}
