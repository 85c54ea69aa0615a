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

/** Half a second late at most; what a killed process still holds is lost. */
const HELD_MS = 500;
/** Less than a pipe takes in one piece (PIPE_BUF is 4096), so that lines of several processes do not mix, with room for the last line. */
const HELD_BYTES = 3_000;

/**
 * A logger for a line a request. It blots nothing out, which costs more than all else of a line: its fields are listed one by one where they
 * are made, and hold no secret. Lines are written several at a time, as a write costs as much as making one.
 */
export function accessLogger(): Logger {
  const destination = pino.destination({ fd: 2, sync: true, minLength: HELD_BYTES });
  const flush = () => destination.flushSync();
  setInterval(flush, HELD_MS).unref();
  process.on('exit', flush);
  return open({}, destination).child({ component: 'access' });
}

/** Synchronous by default: the last line before an exit is the one that explains it. */
function open(options: LoggerOptions, destination = pino.destination({ fd: 2, sync: true })): Logger {
  return pino(
    { level: level(), base: undefined, timestamp: pino.stdTimeFunctions.isoTime, ...options },
    destination,
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
