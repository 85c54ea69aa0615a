import { recordAudit } from '#lib/audit/record.ts';
import { ExpiringMap } from './expiring-map.ts';

/** A program sends its password with every request: from one address, that is one sign-in in this time. */
const ONCE_IN_MS = 5 * 60_000;
const MAX_REMEMBERED = 10_000;

const noted = new ExpiringMap<true>(MAX_REMEMBERED, ONCE_IN_MS);

export type ProgramSignIn = {
  /** As in the event: a user's or robot's name. */
  name: string;
  address: string | null;
  /** `password`, `token <name>`, `robot`. */
  credential: string;
  through: 'api' | 'registry';
};

/**
 * Records that a program signed in, at the API or the registry; browsers' sign-ins are recorded where their session is opened.
 * @throws AppError UNAVAILABLE when that can't be recorded: who comes in is never unknown
 */
export async function auditProgramSignIn(signIn: ProgramSignIn): Promise<void> {
  const { name, address, credential, through } = signIn;
  const key = JSON.stringify([name, address, credential, through]);
  if (noted.get(key)) return;
  const actor = { name, address, credential };
  await recordAudit(null, { actor, action: 'user.signed-in', target: name, detail: { through } });
  noted.set(key, true);
}
