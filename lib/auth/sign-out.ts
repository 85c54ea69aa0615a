import { recordAudit } from '#lib/audit/record.ts';
import { endSession } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { isSessionId } from './sessions.ts';

/** Ends a browser's session: the cookie is worth nothing from here on. Audited with it. */
export async function signOut(sid: string, address: string | null): Promise<void> {
  if (!isSessionId(sid)) return;
  await transaction(async (tx) => {
    const name = await endSession(tx, sid);
    if (name === null) return;
    const actor = { name, address, credential: 'session' };
    await recordAudit(tx, { actor, action: 'user.signed-out', target: name });
  });
}
