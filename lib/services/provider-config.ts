import { isFilter } from '#lib/auth/ldap/is-filter.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { ldapConfig, oidcConfig, type LdapConfig, type OidcConfig } from '#lib/schemas/sign-in-providers.ts';

/** A configuration by its kind's schema. @throws AppError REQUEST_INVALID that names the field (`config.issuer`) */
export function checkedConfig(kind: 'oidc' | 'ldap', config: unknown): OidcConfig | LdapConfig {
  const result = kind === 'oidc' ? oidcConfig.safeParse(config) : ldapConfig.safeParse(config);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw fieldError(['config', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'It is not valid.');
  }
  if ('userFilter' in result.data) checkFilters(result.data);
  return result.data;
}

function checkFilters(config: LdapConfig): void {
  for (const name of ['userFilter', 'groupFilter'] as const)
    if (!isFilter(config[name]))
      throw fieldError(
        `config.${name}`,
        'This is no filter of LDAP, such as (&(objectClass=person)(uid={username})).',
      );
}

/** Whether a stored secret would be sent to somebody else: nobody may read it by pointing the provider at themselves. */
export function sendsSecretElsewhere(kind: 'oidc' | 'ldap', before: unknown, after: object): boolean {
  const names = kind === 'oidc' ? ['issuer', 'clientId'] : ['url', 'bindDn', 'startTls', 'ca'];
  const of = (config: unknown, name: string) => (config as Record<string, unknown> | null)?.[name] ?? null;
  return names.some((name) => of(before, name) !== of(after, name));
}

export function fieldError(field: string, message: string): AppError {
  return new AppError('REQUEST_INVALID', `The request is not valid: ${field}: ${message}`, {
    detail: { fields: { [field]: message } },
  });
}
