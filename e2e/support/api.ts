import { basic } from './push.ts';

export type Credentials = { name: string; password: string };
type Instance = { url: string; admin: Credentials };
type Answer = { status: number; body: Record<string, unknown> };

/** One request to `/api/v1` as a script would send it: by name and password, anonymous without. */
export async function api(
  { url }: { url: string },
  request: string,
  options: { as?: Credentials; body?: unknown } = {},
): Promise<Answer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const { as, body } = options;
  const answer = await fetch(new URL(`/api/v1/${path}`, url), {
    method,
    headers: {
      ...(as ? { authorization: basic(as.name, as.password) } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? (JSON.parse(text) as Answer['body']) : {} };
}

/** As `api`, for what must succeed. */
export async function apiOk(...args: Parameters<typeof api>): Promise<Answer['body']> {
  const { status, body } = await api(...args);
  if (status >= 400) throw new Error(`${args[1]} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export async function createUser(instance: Instance, name: string): Promise<Credentials> {
  const password = `password of ${name}`;
  await apiOk(instance, 'POST users', { as: instance.admin, body: { username: name, password } });
  return { name, password };
}

/** A project with members: whoever is in `roles` gets the role. */
export async function createProject(
  instance: Instance,
  project: { name: string; visibility?: 'private' | 'public'; roles?: Record<string, string> },
): Promise<void> {
  const { name, visibility = 'private', roles = {} } = project;
  await apiOk(instance, 'POST projects', { as: instance.admin, body: { name, visibility } });
  for (const [user, role] of Object.entries(roles)) {
    await apiOk(instance, `PUT projects/${name}/members/user/${user}`, {
      as: instance.admin,
      body: { role },
    });
  }
}
