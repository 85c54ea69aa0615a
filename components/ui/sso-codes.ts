/** What a sign-in by a provider can end with, as the address says it; each has its sentence. */
export const SSO_CODES = [
  'NO_ACCOUNT',
  'ACCOUNT_DISABLED',
  'EMAIL_TAKEN',
  'NAME_TAKEN',
  'IDENTITY_TAKEN',
  'ONE_IDENTITY',
  'SSO_REFUSED',
  'SSO_UNREACHABLE',
  'SSO_GONE',
  'SSO_FAILED',
] as const;
export type SsoCode = (typeof SSO_CODES)[number];

/** The code of such an end; null for anything else. */
export function ssoCode(value: unknown): SsoCode | null {
  return SSO_CODES.find((code) => code === value) ?? null;
}
