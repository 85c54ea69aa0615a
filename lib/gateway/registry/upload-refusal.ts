import { AppError, type ErrorCode } from '#lib/errors/app-error.ts';
import { readBounded, type UpstreamResponse } from '#lib/registry/request.ts';

const MAX_BYTES = 64 * 1024;
const MAX_WORDS = 300;

/** What upstream said to an upload where we hoped for a yes, as an error of ours for the client. */
export async function uploadRefusal(response: UpstreamResponse): Promise<AppError> {
  const { status } = response;
  const said = await words(response);
  const [code, sentence] = meaning(status, said.code);
  const detail = said.message === '' ? '' : ` The registry says: ${said.message}.`;
  return new AppError(code, `${sentence}${detail}`, { detail: { status } });
}

function meaning(status: number, code: string): [ErrorCode, string] {
  if (status === 404)
    return ['BLOB_UPLOAD_UNKNOWN', 'There is no such upload, or no longer: start a new one.'];
  if (status === 416) return ['RANGE_INVALID', 'This chunk does not follow the last one.'];
  if (status === 400 && code === 'DIGEST_INVALID')
    return ['DIGEST_INVALID', 'The bytes do not have the digest that was given.'];
  if (status === 400 && code === 'SIZE_INVALID')
    return ['SIZE_INVALID', 'The bytes are not as many as was said.'];
  if (status === 400) return ['BLOB_UPLOAD_INVALID', 'The upload can not go on: start a new one.'];
  if (status === 405) return ['UNSUPPORTED', 'The registry behind Lighter is read-only.'];
  if (status === 429 || status === 503)
    return ['UNAVAILABLE', 'The registry behind Lighter is busy. Try again in a moment.'];
  if (status === 401 || status === 403)
    return ['UPSTREAM_ERROR', 'The registry refuses Lighter: check REGISTRY_USERNAME and REGISTRY_PASSWORD.'];
  return [
    'UPSTREAM_ERROR',
    `The registry could not store this (${status}); its disk may be full. Try again later.`,
  ];
}

async function words({ stream }: UpstreamResponse): Promise<{ code: string; message: string }> {
  try {
    const body: unknown = JSON.parse((await readBounded(stream, MAX_BYTES)).toString('utf8'));
    const [first] = (body as { errors: { code?: unknown; message?: unknown }[] }).errors;
    return { code: text(first?.code), message: text(first?.message) };
  } catch {
    // Not the error envelope of the spec; the status says enough.
    return { code: '', message: '' };
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_WORDS) : '';
}
