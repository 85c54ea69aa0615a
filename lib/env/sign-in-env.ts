import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * One provider of sign-in of each kind, as the environment describes it: texts, which lib/auth checks as it does those of the
 * database. Null: none.
 */
export type SignInEnv = {
  oidc: { config: Record<string, unknown>; secret: string | null } | null;
  ldap: { config: Record<string, unknown>; secret: string | null } | null;
};

const text = z.string().optional();
const flag = (name: string) =>
  z
    .enum(['true', 'false'], `${name} must be true or false`)
    .transform((value) => value === 'true')
    .optional();

/** The variables, for the one schema of the environment. */
export const SIGN_IN_VARIABLES = {
  LIGHTER_OIDC_ISSUER: text,
  LIGHTER_OIDC_CLIENT_ID: text,
  LIGHTER_OIDC_CLIENT_SECRET: text,
  LIGHTER_OIDC_NAME: text,
  LIGHTER_OIDC_SCOPES: text,
  LIGHTER_OIDC_USERNAME_CLAIM: text,
  LIGHTER_OIDC_GROUPS_CLAIM: text,
  LIGHTER_OIDC_ADMIN_GROUP: text,
  LIGHTER_OIDC_AUTO_PROVISION: flag('LIGHTER_OIDC_AUTO_PROVISION'),
  LIGHTER_OIDC_LINK_BY_EMAIL: flag('LIGHTER_OIDC_LINK_BY_EMAIL'),
  LIGHTER_LDAP_URL: text,
  LIGHTER_LDAP_NAME: text,
  LIGHTER_LDAP_START_TLS: flag('LIGHTER_LDAP_START_TLS'),
  LIGHTER_LDAP_CA_FILE: text,
  LIGHTER_LDAP_BIND_DN: text,
  LIGHTER_LDAP_BIND_PASSWORD: text,
  LIGHTER_LDAP_USER_BASE: text,
  LIGHTER_LDAP_USER_FILTER: text,
  LIGHTER_LDAP_USERNAME_ATTRIBUTE: text,
  LIGHTER_LDAP_EMAIL_ATTRIBUTE: text,
  LIGHTER_LDAP_ID_ATTRIBUTE: text,
  LIGHTER_LDAP_MEMBER_OF_ATTRIBUTE: text,
  LIGHTER_LDAP_GROUP_BASE: text,
  LIGHTER_LDAP_GROUP_FILTER: text,
  LIGHTER_LDAP_NESTED_GROUPS: flag('LIGHTER_LDAP_NESTED_GROUPS'),
  LIGHTER_LDAP_ADMIN_GROUP: text,
  LIGHTER_LDAP_AUTO_PROVISION: flag('LIGHTER_LDAP_AUTO_PROVISION'),
};

type Values = z.output<z.ZodObject<typeof SIGN_IN_VARIABLES>>;

/** Which of two variables is missing, in a sentence; null: none. */
export function signInComplaint(values: Values): string | null {
  const { LIGHTER_OIDC_ISSUER: issuer, LIGHTER_OIDC_CLIENT_ID: client } = values;
  if (!issuer !== !client) return 'LIGHTER_OIDC_ISSUER and LIGHTER_OIDC_CLIENT_ID must come together';
  if (!values.LIGHTER_LDAP_URL !== !values.LIGHTER_LDAP_USER_BASE)
    return 'LIGHTER_LDAP_URL and LIGHTER_LDAP_USER_BASE must come together';
  if (!values.LIGHTER_LDAP_BIND_DN !== !values.LIGHTER_LDAP_BIND_PASSWORD)
    return 'LIGHTER_LDAP_BIND_DN and LIGHTER_LDAP_BIND_PASSWORD must come together';
  return null;
}

/** What is not given is left out, so that the defaults are the same as in the pages. @throws when the CA file can't be read */
export function signInEnv(values: Values): SignInEnv {
  return {
    oidc: values.LIGHTER_OIDC_ISSUER
      ? { config: given(oidcOf(values)), secret: values.LIGHTER_OIDC_CLIENT_SECRET ?? null }
      : null,
    ldap: values.LIGHTER_LDAP_URL
      ? { config: given(ldapOf(values)), secret: values.LIGHTER_LDAP_BIND_PASSWORD ?? null }
      : null,
  };
}

function oidcOf(values: Values): Record<string, unknown> {
  return {
    name: values.LIGHTER_OIDC_NAME ?? 'single sign-on',
    issuer: values.LIGHTER_OIDC_ISSUER,
    clientId: values.LIGHTER_OIDC_CLIENT_ID,
    scopes: values.LIGHTER_OIDC_SCOPES?.split(/[\s,]+/).filter(Boolean),
    usernameClaim: values.LIGHTER_OIDC_USERNAME_CLAIM,
    groupsClaim: values.LIGHTER_OIDC_GROUPS_CLAIM,
    adminGroup: values.LIGHTER_OIDC_ADMIN_GROUP,
    autoProvision: values.LIGHTER_OIDC_AUTO_PROVISION,
    linkByEmail: values.LIGHTER_OIDC_LINK_BY_EMAIL,
  };
}

function ldapOf(values: Values): Record<string, unknown> {
  const caFile = values.LIGHTER_LDAP_CA_FILE;
  return {
    name: values.LIGHTER_LDAP_NAME ?? 'LDAP',
    url: values.LIGHTER_LDAP_URL,
    startTls: values.LIGHTER_LDAP_START_TLS,
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    bindDn: values.LIGHTER_LDAP_BIND_DN,
    userBase: values.LIGHTER_LDAP_USER_BASE,
    userFilter: values.LIGHTER_LDAP_USER_FILTER,
    usernameAttribute: values.LIGHTER_LDAP_USERNAME_ATTRIBUTE,
    emailAttribute: values.LIGHTER_LDAP_EMAIL_ATTRIBUTE,
    idAttribute: values.LIGHTER_LDAP_ID_ATTRIBUTE,
    memberOfAttribute: values.LIGHTER_LDAP_MEMBER_OF_ATTRIBUTE,
    groupBase: values.LIGHTER_LDAP_GROUP_BASE,
    groupFilter: values.LIGHTER_LDAP_GROUP_FILTER,
    nestedGroups: values.LIGHTER_LDAP_NESTED_GROUPS,
    adminGroup: values.LIGHTER_LDAP_ADMIN_GROUP,
    autoProvision: values.LIGHTER_LDAP_AUTO_PROVISION,
  };
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
