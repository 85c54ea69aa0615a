import { headerOf, type WireAnswer } from '../support/read-answer.ts';

/** What no header of an answer may hold: it is only ever in headers of requests. */
export const CANARY = 'canary-7f3a9c';

const TEXT = /^[\t\x20-\x7e]*$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const RELATIVE = /^\/v2\/[a-z0-9._/-]+(?::[a-f0-9]{64})?(?:\?[A-Za-z0-9_=&%.~:-]*)?$/i;
const ORIGIN = 'https?://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?';

/** Every header that an answer of ours may have, and what may be in it. */
const HEADERS: Record<string, RegExp> = {
  'accept-ranges': /^bytes$/,
  allow: /^[A-Z]+(?:, [A-Z]+)*$/,
  'cache-control': TEXT,
  connection: /^(?:keep-alive|close)$/,
  'content-encoding': /^(?:br|gzip)$/,
  'content-length': /^\d+$/,
  'content-range': /^bytes (?:\d+-\d+|\*)\/\d+$/,
  'content-security-policy': TEXT,
  'content-type': /^[a-z0-9.+-]+\/[a-z0-9.+-]+(?:; [a-z]+=[a-z0-9.-]+)*$/i,
  'cross-origin-opener-policy': TEXT,
  date: TEXT,
  'docker-content-digest': DIGEST,
  'docker-distribution-api-version': /^registry\/2\.0$/,
  'docker-upload-uuid': /^[A-Za-z0-9_=-]{1,128}$/,
  etag: /^"sha256:[a-f0-9]{64}"$/,
  'keep-alive': /^timeout=\d+$/,
  link: /^<\/v2\/[^<>\s]*>; rel="next"$/,
  location: RELATIVE,
  'oci-filters-applied': /^artifactType$/,
  'oci-subject': DIGEST,
  range: /^0-\d+$/,
  'referrer-policy': TEXT,
  'retry-after': /^\d+$/,
  'transfer-encoding': /^chunked$/,
  vary: /^accept-encoding$/,
  'www-authenticate': new RegExp(
    `^(?:Bearer|Basic realm="registry"|Bearer realm="${ORIGIN}/token",service="[^"\\s,]+"(?:,scope="[^"]+")?(?:,error="[a-z_]+")?)$`,
  ),
  'x-content-type-options': /^nosniff$/,
  'x-docker-registry-standalone': /^true$/,
  'x-docker-registry-version': /^0\.6\.0$/,
  'x-frame-options': /^DENY$/,
  'x-request-id': /^[0-9a-f-]{36}$/,
};

/** Distribution spec 1.1, "Error Codes", and those that its implementations add. */
const CODES = new Set([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
  'PAGINATION_NUMBER_INVALID',
  'RANGE_INVALID',
  'TAG_INVALID',
  'UNAVAILABLE',
]);

/** What is wrong with an answer to `method`, by its own look; null when nothing is. The pages of the fuzzer refuse nothing: each no is ours. */
export function whatIsWrong(answer: WireAnswer, method: string): string | null {
  for (const [name, value] of answer.headers) {
    if (!HEADERS[name]?.test(value)) return `the header ${name}: ${value}`;
    if (value.includes(CANARY)) return `a header of the request is in ${name}: ${value}`;
    headerOf(answer, name);
  }
  if (answer.status < 400 || method === 'HEAD') return null;
  return isEnvelope(answer.body.toString())
    ? null
    : `no error envelope: ${answer.body.toString().slice(0, 300)}`;
}

function isEnvelope(text: string): boolean {
  try {
    const { errors, ...rest } = JSON.parse(text) as { errors: Record<string, unknown>[] };
    const [error] = errors;
    return (
      errors.length === 1 &&
      Object.keys(rest).length === 0 &&
      CODES.has(error!['code'] as string) &&
      typeof error!['message'] === 'string' &&
      error!['message'] !== '' &&
      Object.keys(error!).every((key) => ['code', 'message', 'detail'].includes(key))
    );
  } catch {
    return false;
  }
}
