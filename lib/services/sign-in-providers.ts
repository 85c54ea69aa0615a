import { recordAudit } from '#lib/audit/record.ts';
import { loadProviders, sealProviderSecret, type Provider } from '#lib/auth/external/providers.ts';
import { groupsOfSource, raiseGroupPolicies } from '#lib/db/group-mappings.ts';
import { countIdentities, raiseStampsOf } from '#lib/db/identities.ts';
import {
  deleteProviderRow,
  insertProvider,
  lockProvider,
  updateProviderRow,
  type ProviderRow,
} from '#lib/db/sign-in-providers.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import {
  ENVIRONMENT_KEYS,
  type CreateProviderInput,
  type SignInChoice,
  type SignInProvider,
  type SignInProviderList,
  type UpdateProviderInput,
} from '#lib/schemas/sign-in-providers.ts';
import type { Actor } from './actor.ts';
import { checkedConfig, fieldError, sendsSecretElsewhere } from './provider-config.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/**
 * How people can sign in besides by a password of ours. For administrators; secrets never leave. `redirectUriForm` has `{key}` where
 * the provider's key is to stand.
 */
export async function listSignInProviders(
  principal: Principal,
  redirectUriForm: string,
): Promise<SignInProviderList> {
  requireSystem(principal, 'system.manage');
  const [providers, counts] = await Promise.all([loadProviders(), countIdentities()]);
  return {
    items: providers.map((provider) => present(provider, counts.get(provider.key) ?? 0, redirectUriForm)),
    redirectUriForm,
  };
}

/** @throws AppError DENIED, NOT_FOUND */
export async function getSignInProvider(
  principal: Principal,
  key: string,
  redirectUriForm: string,
): Promise<SignInProvider> {
  const { items } = await listSignInProviders(principal, redirectUriForm);
  const found = items.find((provider) => provider.key === key);
  if (found) return found;
  throw unknown(key);
}

/** @throws AppError DENIED, CONFLICT for a key that is taken, REQUEST_INVALID for a configuration that can't be */
export async function createSignInProvider(
  principal: Principal,
  input: CreateProviderInput,
  actor: Actor,
  redirectUriForm: string,
): Promise<SignInProvider> {
  requireSystem(principal, 'system.manage');
  const { key, kind, enabled } = input;
  refuseEnvironmentKey(key);
  const config = checkedConfig(kind, input.config);
  const secret = input.secret ? await sealProviderSecret(input.secret) : null;
  await transaction(async (tx) => {
    if (!(await insertProvider(tx, { key, kind, enabled, config, secret }))) throw taken(key);
    const detail = { kind, enabled, name: config.name };
    await recordAudit(tx, { actor, action: 'sign-in-provider.created', target: key, detail });
  });
  return await getSignInProvider(principal, key, redirectUriForm);
}

/**
 * Changes a provider. Switched off, it also ends the sessions of those who sign in by it.
 * @throws AppError DENIED, NOT_FOUND, CONFLICT for one of the environment, REQUEST_INVALID
 */
export async function updateSignInProvider(
  principal: Principal,
  key: string,
  input: UpdateProviderInput,
  { actor, redirectUriForm }: { actor: Actor; redirectUriForm: string },
): Promise<SignInProvider> {
  requireSystem(principal, 'system.manage');
  refuseEnvironmentKey(key);
  const sealed = input.secret ? await sealProviderSecret(input.secret) : null;
  await transaction(async (tx) => {
    const row = await lockProvider(tx, key);
    if (!row) throw unknown(key);
    const config =
      input.config === undefined ? (row.config as object) : checkedConfig(row.kind, input.config);
    refuseMovedSecret(row, config, input.secret);
    const enabled = input.enabled ?? row.enabled;
    const secret = input.secret === undefined ? row.secret : sealed;
    await updateProviderRow(tx, { key, enabled, config, secret });
    if (row.enabled && !enabled) await raiseStampsOf(tx, key);
    const detail = {
      ...(enabled !== row.enabled && { enabled }),
      ...(input.config !== undefined && { config: 'changed' }),
      ...(input.secret !== undefined && { secret: 'changed' }),
    };
    await recordAudit(tx, { actor, action: 'sign-in-provider.updated', target: key, detail });
    await publishAccess(tx, '', actor);
  });
  return await getSignInProvider(principal, key, redirectUriForm);
}

/**
 * Removes a provider with the links of people to it, and the memberships in groups that it gave. The accounts stay; who has no password
 * needs one from an administrator. @throws AppError DENIED, NOT_FOUND, CONFLICT for one of the environment
 */
export async function deleteSignInProvider(principal: Principal, key: string, actor: Actor): Promise<void> {
  requireSystem(principal, 'system.manage');
  refuseEnvironmentKey(key);
  await transaction(async (tx) => {
    if (!(await lockProvider(tx, key))) throw unknown(key);
    await raiseStampsOf(tx, key);
    const groups = await groupsOfSource(tx, key);
    await deleteProviderRow(tx, key);
    await raiseGroupPolicies(tx, groups);
    await recordAudit(tx, { actor, action: 'sign-in-provider.deleted', target: key });
    await publishAccess(tx, '', actor);
  });
}

/** What the sign-in page offers, to anybody. */
export async function listSignInChoices(): Promise<SignInChoice[]> {
  const providers = await loadProviders();
  return providers
    .filter(({ enabled }) => enabled)
    .map(({ key, kind, config }) => ({ key, kind, name: config.name }));
}

/** Field by field: a secret has none. */
function present(provider: Provider, identityCount: number, redirectUriForm: string): SignInProvider {
  const { key, enabled, trusted, hasSecret, createdAt } = provider;
  const facts = {
    key,
    enabled,
    fromEnvironment: trusted,
    hasSecret,
    identityCount,
    createdAt: createdAt?.toISOString() ?? null,
  };
  if (provider.kind === 'ldap') return { ...facts, kind: 'ldap', config: provider.config, redirectUri: null };
  const redirectUri = redirectUriForm.replace('{key}', key);
  return { ...facts, kind: 'oidc', config: provider.config, redirectUri };
}

function refuseMovedSecret(row: ProviderRow, config: object, secret: string | null | undefined): void {
  if (row.secret === null || secret !== undefined || !sendsSecretElsewhere(row.kind, row.config, config))
    return;
  throw fieldError('secret', 'Give the secret again: it would go to another address than it was given for.');
}

function refuseEnvironmentKey(key: string): void {
  if (!Object.values(ENVIRONMENT_KEYS).some((own) => own === key)) return;
  throw new AppError(
    'CONFLICT',
    `The key ${key} is for the provider that the environment (LIGHTER_${key.toUpperCase()}_…) describes: change it there, or choose another key.`,
    { detail: { fields: { key: 'This key is the environment’s. Choose another.' } } },
  );
}

function taken(key: string): AppError {
  return new AppError('CONFLICT', `There is a provider ${key} already. Choose another key.`, {
    detail: { fields: { key: 'There is a provider of this key already.' } },
  });
}

function unknown(key: string): AppError {
  return new AppError('NOT_FOUND', `There is no provider ${key}. Check the spelling.`);
}
