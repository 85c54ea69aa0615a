import { recordAudit } from '#lib/audit/record.ts';
import type { AuditActor } from '#lib/db/audit.ts';
import { loadCredentials, type Credentials } from '#lib/db/credentials.ts';
import { isUniqueViolation } from '#lib/db/database-error.ts';
import {
  findIdentityUser,
  findUserByEmail,
  insertIdentity,
  noteIdentity,
  readSubjects,
  type ProviderSubject,
} from '#lib/db/identities.ts';
import { claimName } from '#lib/db/namespaces.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { insertUser, lockActiveAdmins, lockUser, type UserRow } from '#lib/db/users.ts';
import { catalogHasProject } from '#lib/registry/catalog.ts';
import { accountNames } from './account-name.ts';
import type { Provider } from './providers.ts';
import { refused } from './refusal.ts';
import { syncAccess } from './sync-access.ts';

/** Somebody, as a provider vouches for them at this moment. */
export type ExternalPerson = {
  /** What the provider never changes, and never gives to somebody else. */
  subject: string;
  username: string | null;
  /** Null unless the provider says that it is verified. */
  email: string | null;
  /** Every name that each of their groups goes by. */
  groups: string[];
};

/** Two browsers of one new person at the same moment: the second finds what the first made. */
const ATTEMPTS = 3;

/**
 * Lets in whom a provider vouches for: the user that the identity is linked to, else (where that is safe and wanted) the one
 * with the same verified address, else a new one. Groups and administrator are made what the provider says now.
 * @throws AppError DENIED with a reason (see refusal.ts); UPSTREAM_ERROR when the registry can't say whether a name is free
 */
export async function admitPerson(
  provider: Provider,
  person: ExternalPerson,
  address: string | null,
): Promise<Credentials> {
  for (let attempt = 1; ; attempt++) {
    try {
      const user = await loadCredentials(await findOrMake(provider, person, address));
      if (!user || user.disabled) throw refused('ACCOUNT_DISABLED');
      return user;
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Links an identity to a user who is signed in and asked for it.
 * @throws AppError DENIED when it is linked to another user, or the user to another identity of this provider
 */
export async function linkPerson(
  provider: Provider,
  person: ExternalPerson,
  user: { name: string; address: string | null },
): Promise<void> {
  const owner = await findIdentityUser(provider.key, person.subject);
  if (owner !== null && owner !== user.name) throw refused('IDENTITY_TAKEN');
  const link = async (tx: Tx, row: UserRow) => {
    const subjects = await readSubjects(row.id, tx);
    if (subjects.some((one) => one.provider === provider.key)) throw refused('ONE_IDENTITY');
    await addIdentity(tx, row, subjectOf(provider, person), user.address);
  };
  await change(provider, person, user.name, user.address, owner === null ? link : null).catch(
    (error: unknown) => {
      throw isUniqueViolation(error) ? refused('IDENTITY_TAKEN') : error;
    },
  );
}

async function findOrMake(
  provider: Provider,
  person: ExternalPerson,
  address: string | null,
): Promise<string> {
  const known = await findIdentityUser(provider.key, person.subject);
  if (known !== null) return await change(provider, person, known, address, null);
  const sameAddress = person.email === null ? null : await findUserByEmail(person.email);
  if (sameAddress) return await linkByEmail(provider, person, sameAddress, address);
  if (!provider.config.autoProvision) throw refused('NO_ACCOUNT');
  return await provision(provider, person, address);
}

/**
 * An address is a weak name: whoever can have a provider verify it would get the account. So only where the administrator
 * says that this provider can be believed, and never an administrator's account.
 */
async function linkByEmail(
  provider: Provider,
  person: ExternalPerson,
  owner: { name: string; admin: boolean },
  address: string | null,
): Promise<string> {
  const trusted = provider.kind === 'oidc' && provider.config.linkByEmail;
  if (!trusted || owner.admin) throw refused('EMAIL_TAKEN');
  return await change(provider, person, owner.name, address, async (tx, row) => {
    // Asked again under the lock: both may have changed since.
    const moved = row.admin || row.email?.toLowerCase() !== person.email?.toLowerCase();
    const subjects = await readSubjects(row.id, tx);
    if (moved || subjects.some((one) => one.provider === provider.key)) throw refused('EMAIL_TAKEN');
    await addIdentity(tx, row, subjectOf(provider, person), address);
  });
}

/** One transaction: links if asked to, notes the sign-in, and makes access what the provider says. Gives the user's name. */
async function change(
  provider: Provider,
  person: ExternalPerson,
  name: string,
  address: string | null,
  link: ((tx: Tx, user: UserRow) => Promise<void>) | null,
): Promise<string> {
  return await transaction(async (tx) => {
    const admins = await lockActiveAdmins(tx);
    const user = await lockUser(tx, name);
    if (!user || user.disabled) throw refused('ACCOUNT_DISABLED');
    if (link) await link(tx, user);
    // Unlinked a moment ago.
    if (!(await noteIdentity(tx, user.id, subjectOf(provider, person)))) throw refused('NO_ACCOUNT');
    await syncAccess(tx, { provider, user, admins, groups: person.groups, address });
    return user.name;
  });
}

async function provision(
  provider: Provider,
  person: ExternalPerson,
  address: string | null,
): Promise<string> {
  for (const name of accountNames([person.username, person.email])) {
    // Whoever got the name would own the repositories that the registry has under it.
    if (await catalogHasProject(name)) continue;
    if (await makeAccount(provider, person, name, address)) return name;
  }
  throw refused('NAME_TAKEN');
}

/** False when the name is taken. */
async function makeAccount(
  provider: Provider,
  person: ExternalPerson,
  name: string,
  address: string | null,
): Promise<boolean> {
  return await transaction(async (tx) => {
    const admins = await lockActiveAdmins(tx);
    if (!(await claimName(tx, name))) return false;
    const user = await insertUser(tx, { name, email: person.email, passwordHash: null, admin: false });
    const actor = { name, address, credential: provider.key };
    const detail = { admin: false, provider: provider.key };
    await recordAudit(tx, { actor, action: 'user.created', target: name, detail });
    await addIdentity(tx, user, subjectOf(provider, person), address);
    await noteIdentity(tx, user.id, subjectOf(provider, person));
    await syncAccess(tx, { provider, user, admins, groups: person.groups, address });
    return true;
  });
}

async function addIdentity(
  tx: Tx,
  user: UserRow,
  subject: ProviderSubject,
  address: string | null,
): Promise<void> {
  await insertIdentity(tx, user.id, subject);
  const actor: AuditActor = { name: user.name, address, credential: subject.provider };
  const detail = { provider: subject.provider, name: subject.name };
  await recordAudit(tx, { actor, action: 'identity.linked', target: user.name, detail });
}

/** Longer ones are cut: they are only shown. */
const MAX_SHOWN = 255;

function subjectOf(provider: Provider, { subject, username, email }: ExternalPerson): ProviderSubject {
  return { provider: provider.key, subject, name: username?.slice(0, MAX_SHOWN) ?? null, email };
}
