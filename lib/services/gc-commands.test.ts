import { expect, it } from 'vitest';
import { commandsFor } from './gc-commands.ts';

it.each([
  [2 as const, '/etc/docker/registry/config.yml', 'registry:2'],
  [3 as const, '/etc/distribution/config.yml', 'registry:3'],
])(
  'the commands for %d.x name its files, stop it meanwhile, and never delete untagged',
  (major, config, image) => {
    const commands = commandsFor(major);
    expect(commands.map(({ where }) => where)).toEqual(['docker compose', 'docker', 'systemd']);
    for (const { command } of commands) {
      expect(command).toMatch(/ stop .+ garbage-collect .+ start /);
      expect(command).toContain(config);
      expect(command).not.toMatch(/ -m\b|--delete-untagged/);
    }
    expect(commands[1]!.command).toContain(image);
  },
);
