import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type https from 'node:https';
import { createSecureContext } from 'node:tls';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';

type Files = { cert: string; key: string };
type Certificate = { cert: Buffer; key: Buffer };

/** Looked at by name, not by handle: certificates are replaced, often through a link. */
const LOOK_MS = 5_000;

/** @throws AppError CONFIG_INVALID when the files can't be read or do not belong together */
export function readCertificate({ cert, key }: Files): Certificate {
  try {
    const certificate = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(certificate);
    return certificate;
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      'TLS_CERT_FILE and TLS_KEY_FILE must be a readable certificate and its key, in PEM.',
      {
        cause,
      },
    );
  }
}

/** Takes a new certificate for new connections once both files fit; until then the old one stays. @returns the end of it */
export function reloadOnChange(server: https.Server, files: Files): () => void {
  const reload = () => {
    try {
      server.setSecureContext(readCertificate(files));
      logger('gateway').info('The TLS certificate was renewed');
    } catch (err) {
      logger('gateway').warn({ err }, 'The changed TLS files can not be used; the certificate before stays');
    }
  };
  for (const file of [files.cert, files.key])
    watchFile(file, { interval: LOOK_MS, persistent: false }, reload);
  return () => {
    for (const file of [files.cert, files.key]) unwatchFile(file, reload);
  };
}
