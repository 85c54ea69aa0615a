import { readProviders, type ProviderRow } from '#lib/db/sign-in-providers.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import {
  ENVIRONMENT_KEYS,
  ldapConfig,
  oidcConfig,
  type LdapConfig,
  type OidcConfig,
} from '#lib/schemas/sign-in-providers.ts';
import { seal, unseal } from '../seal.ts';

type Common = {
  key: string;
  enabled: boolean;
  /** The operator's own: it may be in a private network. */
  trusted: boolean;
  hasSecret: boolean;
  /** Client secret, or password of the bind; null: none. @throws AppError CONFIG_INVALID when it can't be read any more */
  secret: () => Promise<string | null>;
  createdAt: Date | null;
};
export type OidcProvider = Common & { kind: 'oidc'; config: OidcConfig };
export type LdapProvider = Common & { kind: 'ldap'; config: LdapConfig };
export type Provider = OidcProvider | LdapProvider;

const PURPOSE = 'sign-in-provider';

/** For `secret` of a stored provider. */
export async function sealProviderSecret(secret: string): Promise<Buffer> {
  return await seal(PURPOSE, secret);
}

/**
 * All providers of sign-in, enabled or not: those of the environment, then those of the database, by key. One whose
 * stored configuration is not sound any more is left out, and the log says so.
 */
export async function loadProviders(): Promise<Provider[]> {
  const stored = (await readProviders()).map(storedProvider).filter((provider) => provider !== null);
  return [...environmentProviders(), ...stored];
}

/** An enabled provider by key and kind; null: there is none. */
export async function findProvider<Kind extends Provider['kind']>(
  key: string,
  kind: Kind,
): Promise<Extract<Provider, { kind: Kind }> | null> {
  const found = (await loadProviders()).find((provider) => provider.key === key && provider.enabled);
  return found?.kind === kind ? (found as Extract<Provider, { kind: Kind }>) : null;
}

/** The directories that are asked, in their order. */
export async function loadDirectories(): Promise<LdapProvider[]> {
  return (await loadProviders()).filter(
    (provider) => provider.kind === 'ldap' && provider.enabled,
  ) as LdapProvider[];
}

/** @throws AppError CONFIG_INVALID for what the environment says wrongly: called at the start, so that it is seen at once */
export function environmentProviders(): Provider[] {
  const { oidc, ldap } = env().signIn;
  return [
    ...(oidc
      ? [
          {
            ...fixed('oidc', oidc.secret),
            kind: 'oidc' as const,
            config: checked(oidcEnv, oidc.config, 'LIGHTER_OIDC'),
          },
        ]
      : []),
    ...(ldap
      ? [
          {
            ...fixed('ldap', ldap.secret),
            kind: 'ldap' as const,
            config: checked(ldapConfig, ldap.config, 'LIGHTER_LDAP'),
          },
        ]
      : []),
  ];
}

/** The operator may also name a provider of the own network that has no TLS. */
const oidcEnv = oidcConfig.extend({
  issuer: oidcConfig.shape.issuer.or(
    // A container's name, say.
    oidcConfig.shape.name.refine((value) => URL.parse(value)?.protocol === 'http:', 'Give an address.'),
  ),
});

function fixed(kind: 'oidc' | 'ldap', secret: string | null): Common {
  return {
    key: ENVIRONMENT_KEYS[kind],
    enabled: true,
    trusted: true,
    hasSecret: secret !== null,
    secret: async () => secret,
    createdAt: null,
  };
}

type Schema<Output> = {
  safeParse: (value: unknown) => {
    success: boolean;
    data?: Output;
    error?: { issues: { path: PropertyKey[]; message: string }[] };
  };
};

function checked<Output>(schema: Schema<Output>, config: unknown, prefix: string): Output {
  const result = schema.safeParse(config);
  if (result.success) return result.data!;
  const issue = result.error?.issues[0];
  const name = String(issue?.path[0] ?? '').replace(/[A-Z]/g, (letter) => `_${letter}`);
  throw new AppError(
    'CONFIG_INVALID',
    `${prefix}_${name.toUpperCase()} is not valid: ${issue?.message ?? ''}`,
  );
}

function storedProvider(row: ProviderRow): Provider | null {
  const { key, kind, enabled, createdAt, secret } = row;
  const common = {
    key,
    enabled,
    createdAt,
    trusted: false,
    hasSecret: secret !== null,
    secret: async () => (secret === null ? null : await unseal(PURPOSE, secret)),
  };
  const oidc = kind === 'oidc' ? oidcConfig.safeParse(row.config) : null;
  const ldap = kind === 'ldap' ? ldapConfig.safeParse(row.config) : null;
  if (oidc?.success) return { ...common, kind: 'oidc', config: oidc.data };
  if (ldap?.success) return { ...common, kind: 'ldap', config: ldap.data };
  logger('sign-in').error(
    { provider: key },
    'The configuration of a provider of sign-in is not sound: save it anew',
  );
  return null;
}
