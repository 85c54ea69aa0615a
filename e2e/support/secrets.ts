import { createRobotInput } from '#lib/schemas/robots.ts';
import type { CreatedToken } from '#lib/schemas/tokens.ts';
import { createTokenInput } from '#lib/schemas/tokens.ts';
import { createMyToken } from '#lib/services/my-tokens.ts';
import { createRobot } from '#lib/services/robots.ts';
import type { z } from 'zod';
import { ask, type Answered } from './gateway.ts';
import { principalOf } from './people.ts';
import { basic } from './push.ts';
import { ACTOR } from './service-push.ts';

/** A personal access token of a user, as their own account page makes it. */
export async function makeToken(
  user: string,
  input: Omit<z.input<typeof createTokenInput>, 'name'> & { name?: string },
): Promise<CreatedToken> {
  const name = input.name ?? `token ${tokens++}`;
  return createMyToken(await principalOf(user), createTokenInput.parse({ ...input, name }), ACTOR);
}

let tokens = 1;

/** A robot of a project (null: of the system), made by `by`, with its secret. */
export async function makeRobot(
  by: string,
  project: string | null,
  input: z.input<typeof createRobotInput>,
): Promise<{ name: string; secret: string }> {
  const { name, secret } = await createRobot(
    await principalOf(by),
    project,
    createRobotInput.parse(input),
    ACTOR,
  );
  return { name, secret: secret ?? '' };
}

/** A user's or robot's name and secret. */
export type Credential = { name: string; secret: string };

/** The ways in which a secret can be shown to the registry. */
export const WAYS = ['Basic', 'Bearer', 'GET /token', 'POST /token'] as const;
export type Way = (typeof WAYS)[number];

/** Asks for a token of the registry with a secret, in either form of the protocol. */
export function askToken(
  url: string,
  way: Way,
  { name, secret }: Credential,
  scope: string,
): Promise<Answered> {
  if (way === 'GET /token') return ask(url, `GET /token?scope=${scope}`, { as: basic(name, secret) });
  const fields = { grant_type: 'password', username: name, password: secret, service: 'x', scope };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(url, 'POST /token', { body: new URLSearchParams(fields).toString(), headers });
}

/** The `Authorization` of a credential in one of the ways; with a token of the registry for everything in `repository`. */
export async function authorizationOf(
  url: string,
  way: Way,
  credential: Credential,
  repository: string,
): Promise<string> {
  const { name, secret } = credential;
  if (way === 'Basic') return basic(name, secret);
  if (way === 'Bearer') return `Bearer ${secret}`;
  const answer = await askToken(url, way, credential, `repository:${repository}:pull,push,delete`);
  return `Bearer ${(JSON.parse(answer.text) as { token: string }).token}`;
}
