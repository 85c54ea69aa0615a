import { AppError } from '#lib/errors/app-error.ts';
import { parseScopes, type Scope } from '#lib/oci/scope.ts';
import { parseBasic, type Credentials } from './basic-credentials.ts';

/** A question to the token endpoint, whichever way it was asked. No credentials: anonymous. */
export type TokenRequest = { credentials: Credentials | null; scopes: Scope[] };

/** The form of `GET /token` (docker's token protocol). `account`, `service` and `offline_token` change nothing. */
export function readTokenQuery(query: URLSearchParams, authorization: string | undefined): TokenRequest {
  const credentials = authorization === undefined ? null : parseBasic(authorization);
  return { credentials, scopes: parseScopes(query.getAll('scope')) };
}

/**
 * The form of `POST /token` (docker's OAuth2 form, as containerd uses it): only the password grant, since no refresh
 * tokens are given out. @throws AppError REQUEST_INVALID
 */
export function readTokenForm(form: URLSearchParams): TokenRequest {
  if (form.get('grant_type') !== 'password') {
    throw new AppError(
      'REQUEST_INVALID',
      'Only grant_type=password is supported: sign in with name and password.',
    );
  }
  const name = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  const credentials = name === '' && password === '' ? null : { name, password };
  return { credentials, scopes: parseScopes(form.getAll('scope')) };
}
