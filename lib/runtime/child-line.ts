/** What a line of a child's log says to a person. */
export type ShownLine = { level: number; message: string };

/** pino's levels: 40 is a warning, 50 an error, 60 what ends a process. */
export const WARNING = 40;
export const ERROR = 50;

/** Reads one of our children's lines (pino's JSON); a line that is no JSON, such as a stack of Node's own, gives undefined. */
export function readChildLine(line: string): ShownLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    if (typeof level !== 'number') return undefined;
    const [said, why] = [msg ?? '', err?.message ?? ''];
    return { level, message: why && !said.includes(why) ? `${said}${said ? ': ' : ''}${why}` : said };
  } catch {
    return undefined;
  }
}

/** Of the lines of Postgres and the registry, those that a person must see: both call ordinary refusals errors. */
export function isAlarming(line: string): boolean {
  return /PANIC:|No space left on device|no space left on device|level=(fatal|panic)|^panic:/.test(line);
}

/** The sentence with which a child ended, from its last lines. */
export function lastWords(tail: string[]): string | undefined {
  const said = tail.findLast((line) => (readChildLine(line)?.level ?? 0) >= ERROR);
  if (said) return readChildLine(said)?.message;
  return tail.findLast((line) => /^\w*Error\b.*: /.test(line));
}
