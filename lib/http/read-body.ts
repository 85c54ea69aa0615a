import { AppError } from '#lib/errors/app-error.ts';

/** The largest legitimate body, a batch of tags to delete, has 130 KB. */
const MAX_BODY_BYTES = 512 * 1024;

/**
 * The request's JSON. @throws AppError REQUEST_INVALID for another type or bad JSON, TOO_LARGE above 512 KiB (read no
 * further than that)
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('REQUEST_INVALID', 'Send the body as JSON, with Content-Type: application/json.');
  }
  const text = new TextDecoder().decode(await readBytes(request));
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('REQUEST_INVALID', 'The body is not valid JSON.');
  }
}

/** The request's body as bytes. @throws AppError TOO_LARGE */
export async function readBytes(request: Request, limit = MAX_BODY_BYTES): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const chunk = part.value as Uint8Array;
    size += chunk.byteLength;
    if (size > limit) {
      await reader?.cancel();
      throw new AppError('TOO_LARGE', `The body is larger than ${limit / 1024} KiB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
