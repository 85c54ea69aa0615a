import type { AppError } from '../errors/app-error.ts';
import { ociCode } from '../errors/status.ts';

/** The body of every error under `/v2/` (distribution spec 1.1, "Error Codes"), as the bytes that are sent. */
export function errorEnvelope(error: AppError): Buffer {
  const { code, message, detail } = error;
  return Buffer.from(
    JSON.stringify({
      errors: [{ code: ociCode(code), message, ...(detail === undefined ? {} : { detail }) }],
    }),
  );
}
