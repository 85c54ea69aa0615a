import { matchesWildcard } from './wildcard.ts';

/** What a robot asks of a token of another issuer. `claims`: name to pattern (`matchesWildcard`). */
export type TrustTerms = { audience: string; claims: Readonly<Record<string, string>> };

/**
 * Whether a token's claims, which were verified, are as a trust asks: the audience is among its own, and each claim that is named is
 * there and matches. Of a claim with several values, one has to; what is no text, number or truth value matches nothing.
 */
export function claimsMatch(terms: TrustTerms, claims: Readonly<Record<string, unknown>>): boolean {
  const wanted = Object.entries(terms.claims);
  return (
    wanted.length > 0 &&
    textsOf(claims['aud']).includes(terms.audience) &&
    wanted.every(
      ([name, pattern]) =>
        Object.hasOwn(claims, name) && textsOf(claims[name]).some((value) => matchesWildcard(pattern, value)),
    )
  );
}

function textsOf(value: unknown): string[] {
  return [value].flat().flatMap((one) => (SCALAR.has(typeof one) ? [String(one)] : []));
}

const SCALAR: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);
