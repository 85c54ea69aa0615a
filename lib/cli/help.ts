import type { Command } from './command.ts';

/** What `lighter --help` prints. */
export function overview(commands: Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  const width = Math.max(...shown.map((command) => usage(command).length)) + 2;
  return [
    'A self-hosted container registry front: browser, users, projects and policies over a stock registry.',
    '',
    'Usage: lighter COMMAND',
    '',
    ...shown.map((command) => `  ${usage(command).padEnd(width)}${command.summary}`),
    '',
    'lighter COMMAND --help tells more; lighter --version gives the version.',
    'The settings are environment variables: see the table in README.md.',
  ].join('\n');
}

/** What `lighter COMMAND --help` prints. */
export function helpOf(command: Command): string {
  return [
    `Usage: lighter ${usage(command)}`,
    '',
    command.summary,
    ...(command.details ? ['', command.details] : []),
  ].join('\n');
}

function usage({ name, operands, options = [] }: Command): string {
  return [name, ...(operands ? [operands] : []), ...options.map((option) => `[${option}]`)].join(' ');
}
