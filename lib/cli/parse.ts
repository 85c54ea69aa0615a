import type { Command } from './command.ts';

/** What a command line asks for. */
export type Asked =
  | { kind: 'help' | 'version' }
  | { kind: 'command help'; command: Command }
  | { kind: 'run'; command: Command; operands: string[] }
  | { kind: 'mistake'; message: string };

/** Pure: reads the arguments after `lighter`. */
export function parse(args: string[], commands: Command[]): Asked {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help')
    return { kind: 'help' };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word));
  if (!command) return { kind: 'mistake', message: unknown(args, commands) };
  const given = args.slice(command.name.split(' ').length);
  if (given.some((operand) => operand === '--help' || operand === '-h'))
    return { kind: 'command help', command };
  const options = given.filter((one) => command.options?.includes(one));
  const operands = given.filter((one) => !options.includes(one));
  const wanted = command.operands?.split(' ').length ?? 0;
  const stray = operands.find((operand, at) => operand.startsWith('-') || at >= wanted);
  if (stray !== undefined)
    return { kind: 'mistake', message: `lighter ${command.name} does not know "${stray}".` };
  if (operands.length < wanted)
    return { kind: 'mistake', message: `lighter ${command.name} needs ${command.operands}.` };
  return { kind: 'run', command, operands: [...operands, ...options] };
}

function unknown(args: string[], commands: Command[]): string {
  const group = commands.filter(({ name }) => name.startsWith(`${args[0]} `));
  if (group.length > 0)
    return `lighter ${args[0]} needs one of: ${group.map(({ name }) => name.split(' ')[1]).join(', ')}.`;
  return `There is no command "${args[0]}".`;
}
