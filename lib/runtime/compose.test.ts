import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './project-root.ts';
import { registryConfig } from './registry-config.ts';

/** The settings alone: comments, blank lines and the kind of quotes aside. */
const settings = (yaml: string) =>
  yaml
    .replaceAll("'", '"')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));

it('the registry of compose has the settings of the embedded one', async () => {
  const mounted = await readFile(path.join(projectRoot, 'docs/registry.yml'), 'utf8');
  const embedded = registryConfig({
    root: '/var/lib/registry',
    listen: { net: 'tcp', addr: ':5000' },
    secret: 'uploads-under-way-outlive-a-restart',
  });
  expect(settings(mounted)).toEqual(settings(embedded));
});
