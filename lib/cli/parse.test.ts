import { expect, it } from 'vitest';
import type { Command } from './command.ts';
import { parse } from './parse.ts';

const command = (name: string, operands?: string): Command => ({
  name,
  operands,
  summary: '',
  run: async () => 0,
});
const start = command('start');
const reset = command('admin reset-password', 'NAME');
const gc: Command = { ...command('gc'), options: ['--dry-run'] };
const commands = [start, reset, gc];

it.each([
  [[], { kind: 'help' }],
  [['--help'], { kind: 'help' }],
  [['--version'], { kind: 'version' }],
  [['start'], { kind: 'run', command: start, operands: [] }],
  [['start', '--help'], { kind: 'command help', command: start }],
  [['admin', 'reset-password', '-h'], { kind: 'command help', command: reset }],
  [['admin', 'reset-password', 'alice'], { kind: 'run', command: reset, operands: ['alice'] }],
  [['admin', 'reset-password'], { kind: 'mistake', message: 'lighter admin reset-password needs NAME.' }],
  [
    ['admin', 'reset-password', 'a', 'b'],
    { kind: 'mistake', message: 'lighter admin reset-password does not know "b".' },
  ],
  [['admin'], { kind: 'mistake', message: 'lighter admin needs one of: reset-password.' }],
  [['start', '--fast'], { kind: 'mistake', message: 'lighter start does not know "--fast".' }],
  [['gc'], { kind: 'run', command: gc, operands: [] }],
  [['gc', '--dry-run'], { kind: 'run', command: gc, operands: ['--dry-run'] }],
  [['gc', '--wet-run'], { kind: 'mistake', message: 'lighter gc does not know "--wet-run".' }],
  [['stop'], { kind: 'mistake', message: 'There is no command "stop".' }],
])('lighter %j', (args, asked) => {
  expect(parse(args, commands)).toEqual(asked);
});
