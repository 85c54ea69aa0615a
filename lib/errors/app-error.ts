/**
 * The one error class. `code` decides the status on each wire (see status.ts); `message` is one sentence that says
 * what is wrong and what to do, and is safe to show to whoever asked; anything secret belongs in `cause`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Facts for a program to act on, such as the tags that share a digest. Leaves the process: never a secret. */
  readonly detail: unknown;
  /** Seconds after which asking again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; detail?: unknown; retryAfter?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }
}

/**
 * The first block are codes of the OCI distribution spec 1.1 ("Error Codes") and of its implementations; the second is ours.
 */
export type ErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'PAGINATION_NUMBER_INVALID'
  | 'RANGE_INVALID'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'UNAUTHORIZED'
  | 'INSUFFICIENT_SCOPE'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'TOOMANYREQUESTS'
  | 'REQUEST_INVALID'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'INSUFFICIENT_STORAGE'
  | 'CONFIG_INVALID'
  | 'SETUP_FAILED'
  | 'UPSTREAM_ERROR'
  | 'UPSTREAM_TIMEOUT'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** Gives `error` back when it is ours, else wraps it as INTERNAL with its text kept in `cause`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    'INTERNAL',
    'Something went wrong on the server. Try again, and give the request id if it stays.',
    {
      cause: error,
    },
  );
}
