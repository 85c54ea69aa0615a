import { ensureProgram } from './system-packages.ts';

/** The busybox that test images are made of. */
export async function findBusybox(): Promise<string> {
  return ensureProgram({
    programs: ['busybox'],
    package: 'busybox-static',
    why: 'to build test images from real files',
  });
}
