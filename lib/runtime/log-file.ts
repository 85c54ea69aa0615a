import { appendFileSync, renameSync, statSync } from 'node:fs';

/** Takes lines of text; never throws, since a full disk must not end what is being logged. */
export type LogSink = { line(text: string): void };

/** A log file of at most `LOG_MAX_BYTES`; when full it becomes `<name>.1`, whose former text is dropped. */
export function openLogFile(file: string): LogSink {
  let size = sizeOf(file);
  return {
    line(text) {
      try {
        if (size > LOG_MAX_BYTES) {
          renameSync(file, `${file}.1`);
          size = 0;
        }
        appendFileSync(file, `${text}\n`, { mode: 0o600 });
        size += Buffer.byteLength(text) + 1;
      } catch {
        // The disk may be full: the service matters more than its log.
      }
    },
  };
}

/** Two files of this size for each part: enough for days of warnings, and small on any disk. */
export const LOG_MAX_BYTES = 5 * 1024 * 1024;

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
