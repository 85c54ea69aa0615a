import { createRobotInput } from '#lib/schemas/robots.ts';
import type { CreatedToken } from '#lib/schemas/tokens.ts';
import { createTokenInput } from '#lib/schemas/tokens.ts';
import { createMyToken } from '#lib/services/my-tokens.ts';
import { createRobot } from '#lib/services/robots.ts';
import type { z } from 'zod';
import { principalOf } from './people.ts';
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
