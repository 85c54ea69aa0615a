import { formatScope, type Scope } from '#lib/oci/scope.ts';

export type Challenge = {
  /** The origin that the asker used, such as `https://registry.example.com`; checked, since clients follow it. */
  origin: string;
  scopes?: readonly Scope[];
  /** RFC 6750, 3.1. */
  error?: 'invalid_token' | 'insufficient_scope';
};

/** The path of the token endpoint, named in every challenge. */
export const TOKEN_PATH = '/token';

/** The value of `WWW-Authenticate` (distribution's "Token Authentication Specification"). */
export function formatChallenge({ origin, scopes = [], error }: Challenge): string {
  const parameters = [
    ['realm', `${origin}${TOKEN_PATH}`],
    ['service', new URL(origin).host],
    ...(scopes.length > 0 ? [['scope', scopes.map(formatScope).join(' ')]] : []),
    ...(error ? [['error', error]] : []),
  ];
  return `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}
