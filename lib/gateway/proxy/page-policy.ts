import { randomBytes } from 'node:crypto';

/** 128 bits, as the CSP specification asks for (CSP 3, 7.1 "Nonce Reuse"). */
const NONCE_BYTES = 16;

/** A fresh nonce and the policy with it, for one page. */
export function newPagePolicy(): { nonce: string; policy: string } {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return { nonce, policy: DIRECTIVES.join('; ').replaceAll('{nonce}', nonce) };
}

/**
 * Only what the page itself brought along runs. `style-src-attr`: widths that the server rendered are style attributes, which
 * have no nonce.
 */
const DIRECTIVES = [
  "default-src 'self'",
  "script-src 'self' 'nonce-{nonce}' 'strict-dynamic'",
  "style-src 'self' 'nonce-{nonce}'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];
