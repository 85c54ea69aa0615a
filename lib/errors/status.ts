import type { ErrorCode } from './app-error.ts';

/** The HTTP status of a code, the same on both wires, so that the two can not drift. */
export function httpStatus(code: ErrorCode): number {
  return STATUS[code];
}

/** The code as an OCI client reads it (distribution spec 1.1, "Error Codes"); codes of our own map to the nearest. */
export function ociCode(code: ErrorCode): string {
  return OCI_CODE[code] ?? code;
}

const STATUS: Record<ErrorCode, number> = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  RANGE_INVALID: 416,
  SIZE_INVALID: 400,
  TAG_INVALID: 400,
  UNAUTHORIZED: 401,
  INSUFFICIENT_SCOPE: 401,
  DENIED: 403,
  // The spec gives UNSUPPORTED to refused methods and refused content alike.
  UNSUPPORTED: 405,
  TOOMANYREQUESTS: 429,
  REQUEST_INVALID: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  TOO_LARGE: 413,
  INSUFFICIENT_STORAGE: 507,
  CONFIG_INVALID: 500,
  SETUP_FAILED: 500,
  UPSTREAM_ERROR: 502,
  UPSTREAM_TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

const OCI_CODE: Partial<Record<ErrorCode, string>> = {
  INSUFFICIENT_SCOPE: 'UNAUTHORIZED',
  PAGINATION_NUMBER_INVALID: 'PAGINATION_NUMBER_INVALID',
  REQUEST_INVALID: 'UNSUPPORTED',
  NOT_FOUND: 'UNSUPPORTED',
  METHOD_NOT_ALLOWED: 'UNSUPPORTED',
  CONFLICT: 'DENIED',
  TOO_LARGE: 'MANIFEST_INVALID',
  INSUFFICIENT_STORAGE: 'DENIED',
  CONFIG_INVALID: 'UNAVAILABLE',
  SETUP_FAILED: 'UNAVAILABLE',
  UPSTREAM_ERROR: 'UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'UNAVAILABLE',
  INTERNAL: 'UNKNOWN',
};
