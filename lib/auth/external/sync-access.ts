import { recordAudit } from '#lib/audit/record.ts';
import type { AuditActor } from '#lib/db/audit.ts';
import { readProviderMappings, syncGroupMembers } from '#lib/db/group-mappings.ts';
import { deleteUserSessions } from '#lib/db/sessions.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { isLastWayIn, updateUserRow, type ActiveAdmin, type UserRow } from '#lib/db/users.ts';
import { publish } from '#lib/events/publish.ts';
import type { Provider } from './providers.ts';

type Sync = {
  provider: Provider;
  user: UserRow;
  /** As locked in this transaction. */
  admins: readonly ActiveAdmin[];
  groups: readonly string[];
  address: string | null;
};

/**
 * Makes what the provider decides of a user's access what it says now: memberships that it gave, and administrator where it has
 * a say. What others gave stays. The last administrator who can get in without a provider stays one.
 */
export async function syncAccess(tx: Tx, { provider, user, admins, groups, address }: Sync): Promise<void> {
  const actor: AuditActor = { name: user.name, address, credential: provider.key };
  const has = groupTest(provider, groups);
  const mappings = await readProviderMappings(tx, provider.key);
  const wanted = mappings.filter(({ value }) => has(value)).map(({ groupId }) => groupId);
  const { added, removed } = await syncGroupMembers(tx, user.id, provider.key, [...new Set(wanted)]);
  const event = (action: 'group.member-added' | 'group.member-removed') => (group: string) => ({
    actor,
    action,
    target: group,
    detail: { username: user.name, provider: provider.key },
  });
  await recordAudit(
    tx,
    ...added.map(event('group.member-added')),
    ...removed.map(event('group.member-removed')),
  );
  const changed = await syncAdmin(tx, { provider, user, admins, has, actor });
  if (changed || added.length + removed.length > 0)
    await publish(tx, { kind: 'access', project: '', repository: null, tags: [], actor: actor.name });
}

type AdminSync = Pick<Sync, 'provider' | 'user' | 'admins'> & {
  has: (value: string) => boolean;
  actor: AuditActor;
};

async function syncAdmin(tx: Tx, { provider, user, admins, has, actor }: AdminSync): Promise<boolean> {
  const { adminGroup } = provider.config;
  const admin = adminGroup === null ? user.admin : has(adminGroup);
  if (admin === user.admin || (!admin && isLastWayIn(admins, user.id))) return false;
  await updateUserRow(tx, user.id, { email: user.email, admin, disabled: user.disabled }, true);
  await deleteUserSessions(tx, user.id, null);
  const detail = { admin, provider: provider.key };
  await recordAudit(tx, { actor, action: 'user.updated', target: user.name, detail });
  return true;
}

/** Directories know no case, nor spaces around the commas of a DN; claims are taken to the letter. */
function groupTest(provider: Provider, groups: readonly string[]): (value: string) => boolean {
  const normal = provider.kind === 'ldap' ? normalDn : (value: string) => value;
  const known = new Set(groups.map(normal));
  return (value) => known.has(normal(value));
}

function normalDn(value: string): string {
  return value
    .toLowerCase()
    .replace(/\s*([,=])\s*/g, '$1')
    .trim();
}
