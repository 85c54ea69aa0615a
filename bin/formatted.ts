import { format, resolveConfig } from 'prettier';

/** A text as Prettier leaves it, for generated files that are checked in. `path`: whose rules hold. */
export async function formatted(text: string, path: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
