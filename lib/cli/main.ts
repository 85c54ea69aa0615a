import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#lib/runtime/project-root.ts';
import { USAGE_ERROR } from './command.ts';
import { commands } from './commands.ts';
import { helpOf, overview } from './help.ts';
import { parse } from './parse.ts';
import { reportError } from './report-error.ts';

/** Runs the command line and ends the process with its exit code. */
export async function main(args: string[]): Promise<void> {
  const code = await run(args).catch(reportError);
  // Written output may still be in a pipe; after that nothing that lingers (an idle connection) is waited for.
  process.stdout.write('', () => process.exit(code));
}

async function run(args: string[]): Promise<number> {
  const asked = parse(args, commands);
  switch (asked.kind) {
    case 'help':
      return print(overview(commands));
    case 'version':
      return print(await version());
    case 'command help':
      return print(helpOf(asked.command));
    case 'mistake':
      process.stderr.write(`${asked.message} lighter --help lists the commands.\n`);
      return USAGE_ERROR;
    case 'run':
      return await asked.command.run(asked.operands);
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

async function version(): Promise<string> {
  const text = await readFile(path.join(projectRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
