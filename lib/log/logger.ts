import { pino, type Logger, type LoggerOptions } from 'pino';
import { env } from '#lib/env/env.ts';

export type { Logger } from 'pino';

let root: Logger | undefined;

/**
 * A logger for one component: JSON lines on stderr, `level` from LOG_LEVEL, secrets blotted out by name.
 * Log an error as `log.warn({ err }, 'what could not be done')`. Under `lighter start` the lines go to
 * `$LIGHTER_DATA/logs`, and the messages of warnings and errors are shown on the terminal too.
 */
export function logger(component: string): Logger {
  root ??= open({ redact: { paths: REDACTED, censor: '[redacted]' } });
  return root.child({ component });
}

/**
 * A logger that blots nothing out, which costs more than all else of a line: only for lines whose fields are listed one by one where
 * they are made, and hold no secret.
 */
export function plainLogger(component: string): Logger {
  return open({}).child({ component });
}

function open(options: LoggerOptions): Logger {
  return pino(
    { level: level(), base: undefined, timestamp: pino.stdTimeFunctions.isoTime, ...options },
    // Synchronous: the last line before an exit is the one that explains it.
    pino.destination({ fd: 2, sync: true }),
  );
}

/** An invalid LOG_LEVEL is reported by whoever boots; a module that merely makes its logger must not throw on import. */
function level(): string {
  try {
    return env().logLevel;
  } catch {
    return 'info';
  }
}

const SECRET_NAMES = [
  'authorization',
  'Authorization',
  'proxy-authorization',
  'password',
  'currentPassword',
  'newPassword',
  'passwordHash',
  'token',
  'access_token',
  'refresh_token',
  'secret',
  'cookie',
  'set-cookie',
  'databaseUrl',
  'connectionString',
];

/** Up to three levels deep, as in `{ req: { headers: { authorization } } }`. */
const REDACTED = SECRET_NAMES.flatMap((name) => {
  const last = `["${name}"]`;
  return [last, `*${last}`, `*.*${last}`];
});
