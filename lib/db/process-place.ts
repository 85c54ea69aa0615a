import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Where the number of a process means the same as here: this machine since its start, and here this namespace of processes (a
 * container has its own). Null where that can't be told.
 */
export function processPlace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
