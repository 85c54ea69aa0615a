import { execFileSync, spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from './registry.ts';

// A registry whose storage is a file system of a size that can be changed. It lives in a mount namespace that ends with the registry,
// so that no run leaves a mount behind; restarted, the registry finds it empty.

/** For `startRegistry`: what runs it so, at first with so many bytes. */
export function smallDisk(bytes: number): (folder: string, command: string[]) => string[] {
  const script = `mkdir -p "$0" && mount -t tmpfs -o size=${bytes} lighter-test "$0" && exec "$@"`;
  return (folder, command) => ['unshare', '--mount', 'sh', '-c', script, storageIn(folder), ...command];
}

/** Why no program here gets a file system of its own; null where it does: mounting is for root, and not in every container. */
export function whyNoSmallDisk(): string | null {
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'lighter-test', '/mnt'], {
    encoding: 'utf8',
  });
  if (tried.status === 0) return null;
  return tried.error?.message ?? tried.stderr.trim();
}

/** Takes all that is free, or all `but` so many bytes. */
export function fillDisk(registry: Registry, { but = 0 } = {}): void {
  const { bsize, blocks, bfree } = statfsSync(
    join(`/proc/${registry.pid()}/root`, storageIn(registry.folder)),
  );
  resizeDisk(registry, Math.max(blocks - bfree, 1) * bsize + but);
}

/** As when somebody gives its volume more room. */
export function resizeDisk({ pid, folder }: Registry, bytes: number): void {
  const remount = ['mount', '-o', `remount,size=${bytes}`, storageIn(folder)];
  execFileSync('nsenter', ['--target', String(pid()), '--mount', ...remount], { stdio: 'pipe' });
}

function storageIn(folder: string): string {
  return join(folder, 'docker');
}
