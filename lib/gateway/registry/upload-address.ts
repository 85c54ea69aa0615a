import { AppError } from '#lib/errors/app-error.ts';
import { isUploadState, readUploadState } from '#lib/oci/upload-state.ts';
import { uploadsPath } from '#lib/registry/paths.ts';
import type { UpstreamResponse } from '#lib/registry/request.ts';
import { isUploadSession } from './route.ts';

/** An upload under way: everything that its address says. `state` is upstream's own, passed on as it came. */
export type UploadAddress = { repository: string; session: string; state: string | null };

/** Reads where an upload goes on from upstream's `Location`. @throws AppError UPSTREAM_ERROR */
export function readLocation(repository: string, { headers }: UpstreamResponse): UploadAddress {
  const location = headers.location ?? '';
  const url = URL.canParse(location, 'http://registry') ? new URL(location, 'http://registry') : null;
  const session = url?.pathname.split('/').at(-1) ?? '';
  const state = url?.searchParams.get('_state') ?? null;
  if (isUploadSession(session) && (state === null || isUploadState(state)))
    return { repository, session, state };
  throw new AppError('UPSTREAM_ERROR', 'The registry sent an address for the upload that can not be used.');
}

/** Reads the upload that a client goes on with. @throws AppError BLOB_UPLOAD_INVALID */
export function readUpload(repository: string, session: string, query: URLSearchParams): UploadAddress {
  const state = query.get('_state');
  if (state !== null && !isUploadState(state)) throw invalid();
  const read = state === null ? null : readUploadState(state);
  if (read && (read.name !== repository || read.uuid !== session)) throw invalid();
  return { repository, session, state };
}

/** Bytes that upstream has of it; null when only upstream knows. */
export function offsetOf({ state }: UploadAddress): number | null {
  return (state === null ? null : readUploadState(state)?.offset) ?? null;
}

/**
 * The address of an upload: for upstream and, relative (so that it holds under whatever address was used), for clients.
 * `digest` closes it.
 */
export function uploadPath({ repository, session, state }: UploadAddress, digest?: string): string {
  const query = [
    ...(state === null ? [] : [`_state=${encodeURIComponent(state)}`]),
    ...(digest === undefined ? [] : [`digest=${digest}`]),
  ];
  return `${uploadsPath(repository)}${session}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

function invalid(): AppError {
  return new AppError(
    'BLOB_UPLOAD_INVALID',
    'The address of the upload was altered: use the Location of the last answer as it is.',
  );
}
