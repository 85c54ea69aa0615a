import type { OidcConfig } from '#lib/schemas/sign-in-providers.ts';
import type { ExternalPerson } from '../external/admit.ts';

type Claims = Record<string, unknown>;

/** More groups than that are no person's; and each is looked up. */
const MAX_GROUPS = 2000;
const MAX_LENGTH = 500;
/** As much as the accounts of this instance take. */
const EMAIL = /^(?=.{3,254}$)[^\s@]+@[^\s@]+$/;

/** Who the claims are of: the ID token's, and UserInfo's where it has none. */
export function personOf(
  config: Pick<OidcConfig, 'issuer' | 'usernameClaim' | 'groupsClaim'>,
  idToken: Claims & { sub: string },
  userInfo: Claims,
): ExternalPerson {
  const claims = { ...userInfo, ...idToken };
  return {
    // A subject is one person's within its issuer only (OpenID Connect Core 1.0, 5.7): another issuer is another person.
    subject: `${config.issuer} ${idToken.sub}`,
    username: textOf(readClaim(claims, config.usernameClaim)),
    email: verifiedEmail(idToken) ?? verifiedEmail(userInfo),
    groups: groupsOf(readClaim(claims, config.groupsClaim)),
  };
}

/** A claim by its name (which may have dots: `https://example.com/roles`), else by a path of names. */
export function readClaim(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

/** An address and what is said of it must be of one document: `true` of another address is worth nothing. */
function verifiedEmail({ email, email_verified: verified }: Claims): string | null {
  const text = verified === true ? textOf(email) : null;
  return text !== null && EMAIL.test(text) ? text : null;
}

/** Some providers give one group as a text. */
function groupsOf(value: unknown): string[] {
  const all: unknown[] = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  return all
    .map(textOf)
    .filter((group) => group !== null)
    .slice(0, MAX_GROUPS);
}

/** Postgres takes no NUL, and nobody's name has one. */
function textOf(value: unknown): string | null {
  const isText = typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH;
  return isText && !value.includes('\0') ? value : null;
}
