import { z } from 'zod';
import { timestamp } from './common.ts';

/** In the addresses of sign-in, and as the source of memberships in groups. */
export const providerKey = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
    'Use 1 to 32 lower-case letters, digits and dashes, such as company.',
  );

/** Keys of the providers that the environment describes; the pages can't take them. */
export const ENVIRONMENT_KEYS = { oidc: 'oidc', ldap: 'ldap' } as const;

const text = (most: number) => z.string().trim().min(1, 'Fill this in.').max(most);
const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullable()
    .overwrite((value) => value || null)
    .default(null);

/** What both kinds have. */
const common = {
  /** On the button of the sign-in page. */
  name: text(60),
  /** Who has no account here gets one at the first sign-in. */
  autoProvision: z.boolean().default(false),
  /** Who has it is an administrator, who has not is none: decided at each sign-in. Null: the provider has no say in it. */
  adminGroup: optionalText(500),
};

/** Without TLS only on the machine itself: what comes back says who somebody is. */
export function isProviderUrl(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const oidcConfig = z.strictObject({
  ...common,
  /** As the provider writes it in its discovery document, to the letter. */
  issuer: z
    .string()
    .trim()
    .max(500)
    .refine(isProviderUrl, 'Give an address such as https://login.example.com, without a query.'),
  clientId: text(500),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'A scope has no spaces.'))
    .max(20)
    .overwrite((scopes) => [...new Set(['openid', ...scopes])])
    .default(['openid', 'profile', 'email']),
  usernameClaim: text(200).default('preferred_username'),
  /** A claim's name, or a path such as `realm_access.roles`. */
  groupsClaim: text(200).default('groups'),
  /** The provider vouches for addresses it calls verified: who has one of an account here, is signed in to that. */
  linkByEmail: z.boolean().default(false),
});
export type OidcConfig = z.output<typeof oidcConfig>;

const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9-]{0,60}(?:;[A-Za-z0-9-]{1,20})*$/;
const attribute = z.string().trim().regex(ATTRIBUTE, 'Give the name of an attribute, such as uid.');

/** What a filter has where the name, or the DN, of who signs in is to stand. */
export const USERNAME_PLACE = '{username}';
export const DN_PLACE = '{dn}';

export function isLdapUrl(value: string): boolean {
  const url = URL.parse(value);
  const sound = url && ['ldap:', 'ldaps:'].includes(url.protocol) && url.hostname !== '';
  return (
    sound === true && !url.username && !url.password && !url.search && !url.hash && url.pathname.length <= 1
  );
}

export const ldapConfig = z
  .strictObject({
    ...common,
    url: z
      .string()
      .trim()
      .max(500)
      .refine(isLdapUrl, 'Give an address such as ldaps://ldap.example.com or ldap://ldap.example.com:389.'),
    /** TLS on a connection that began without (RFC 4511, 4.14). */
    startTls: z.boolean().default(false),
    /** Certificates (PEM) of the authority that the directory's own is of; null: those that the system trusts. */
    ca: z
      .string()
      .trim()
      .max(50_000)
      .refine(
        (value) => value === '' || value.includes('-----BEGIN CERTIFICATE-----'),
        'Paste certificates as PEM.',
      )
      .nullable()
      .overwrite((value) => value || null)
      .default(null),
    /** Who looks people up; null: anonymously. Its password is the secret. */
    bindDn: optionalText(1000),
    userBase: text(1000),
    userFilter: text(1000)
      .refine((value) => value.includes(USERNAME_PLACE), `The filter needs ${USERNAME_PLACE} in it.`)
      .default(`(&(objectClass=person)(uid=${USERNAME_PLACE}))`),
    usernameAttribute: attribute.default('uid'),
    emailAttribute: attribute.default('mail'),
    /** What an entry keeps for ever, when it is renamed or moved too. */
    idAttribute: attribute.default('entryUUID'),
    /** Of the person's entry, with the DNs of its groups. Null, with `groupBase`: groups are searched for. */
    memberOfAttribute: attribute.nullable().default('memberOf'),
    groupBase: optionalText(1000),
    groupFilter: text(1000)
      .refine(
        (value) => value.includes(DN_PLACE) || value.includes(USERNAME_PLACE),
        `The filter needs ${DN_PLACE} or ${USERNAME_PLACE} in it.`,
      )
      .default(`(|(member=${DN_PLACE})(uniqueMember=${DN_PLACE}))`),
    /** Groups that the groups found are members of, too. */
    nestedGroups: z.boolean().default(false),
  })
  .refine(({ url, startTls }) => !startTls || url.toLowerCase().startsWith('ldap:'), {
    path: ['startTls'],
    message: 'StartTLS is for ldap://; ldaps:// has TLS from the start.',
  });
export type LdapConfig = z.output<typeof ldapConfig>;

/** Null or absent: none, or the one that is stored. */
const secret = z.string().min(1).max(2000).nullable().optional();

export const createProviderInput = z.discriminatedUnion('kind', [
  z.strictObject({
    key: providerKey,
    kind: z.literal('oidc'),
    enabled: z.boolean().default(true),
    config: oidcConfig,
    secret,
  }),
  z.strictObject({
    key: providerKey,
    kind: z.literal('ldap'),
    enabled: z.boolean().default(true),
    config: ldapConfig,
    secret,
  }),
]);
export type CreateProviderInput = z.output<typeof createProviderInput>;

/** `config` replaces the whole configuration, and is checked by the provider's kind; `secret` null takes it away. */
export const updateProviderInput = z.strictObject({
  enabled: z.boolean().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  secret,
});
export type UpdateProviderInput = z.output<typeof updateProviderInput>;

/** A configuration to be tried; without `secret` the one stored under `key` is used. */
export const testProviderInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('oidc'), key: providerKey.optional(), config: oidcConfig, secret }),
  z.strictObject({
    kind: z.literal('ldap'),
    key: providerKey.optional(),
    config: ldapConfig,
    secret,
    /** Whom to look up, to see what would be taken over; no password is needed for it. */
    username: z.string().trim().max(255).optional(),
  }),
]);
export type TestProviderInput = z.output<typeof testProviderInput>;

/** `lines`: what was found, in words. */
export const providerTest = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
export type ProviderTest = z.infer<typeof providerTest>;

const providerFacts = {
  key: z.string(),
  enabled: z.boolean(),
  /** By the environment: can't be changed here. */
  fromEnvironment: z.boolean(),
  hasSecret: z.boolean(),
  /** How many people sign in by it. */
  identityCount: z.number().int(),
  createdAt: timestamp.nullable(),
};
export const signInProvider = z.discriminatedUnion('kind', [
  z.object({ ...providerFacts, kind: z.literal('oidc'), config: oidcConfig, redirectUri: z.string() }),
  z.object({ ...providerFacts, kind: z.literal('ldap'), config: ldapConfig, redirectUri: z.null() }),
]);
export type SignInProvider = z.infer<typeof signInProvider>;
export const signInProviderList = z.object({
  items: z.array(signInProvider),
  /** Where the providers of this instance send people back to, with `{key}` for the provider's key. */
  redirectUriForm: z.string(),
});
export type SignInProviderList = z.infer<typeof signInProviderList>;

/** What the sign-in page shows of a provider. */
export type SignInChoice = { key: string; kind: 'oidc' | 'ldap'; name: string };

export const identity = z.object({
  id: z.number().int(),
  provider: z.string(),
  providerName: z.string(),
  /** As the provider last had them. */
  name: z.string().nullable(),
  email: z.string().nullable(),
  createdAt: timestamp,
  lastSignInAt: timestamp.nullable(),
});
export type Identity = z.infer<typeof identity>;

export const identityList = z.object({
  items: z.array(identity),
  /** Providers that an identity could be added of. */
  linkable: z.array(z.object({ key: z.string(), kind: z.enum(['oidc', 'ldap']), name: z.string() })),
  /** Without one the last identity can't be removed. */
  hasPassword: z.boolean(),
});
export type IdentityList = z.infer<typeof identityList>;

/** Links an account in a directory. OIDC goes by the provider's own pages. */
export const linkDirectoryInput = z.strictObject({
  provider: providerKey,
  username: z.string().trim().min(1, 'Fill this in.').max(255),
  password: z.string().min(1, 'Fill this in.').max(500),
});
