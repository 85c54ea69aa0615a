import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shortHash } from '#lib/runtime/socket-folder.ts';

/**
 * Everything that tests put on disk lives in one folder, and every process they start names it in its environment or command
 * line: whatever way a run ends, `removeRunFolder` finds both. Short, because the paths of Unix sockets end at 107 bytes.
 */
const PREFIX = '/tmp/lighter-test-';
const SOCKETS = '/tmp';
const VARIABLE = 'LIGHTER_TEST_FOLDER';
const GRACE_MILLISECONDS = 5000;
/** Inherits our environment, ends with vitest itself, and with nothing less. */
const RUNNERS_OWN = 'vitest-watchdog';

let count = 0;

/** Makes the folder of this run, unless a parent process has, and tells children of it. */
export async function makeRunFolder(): Promise<{ folder: string; mine: boolean }> {
  const given = process.env[VARIABLE];
  if (given) return { folder: given, mine: false };
  const folder = await mkdtemp(PREFIX);
  const runtime = join(folder, 'run');
  await mkdir(runtime, { mode: 0o700 });
  Object.assign(process.env, { [VARIABLE]: folder, TMPDIR: folder, XDG_RUNTIME_DIR: runtime });
  return { folder, mine: true };
}

/** A new folder inside the run's: `name` says whose. */
export function newFolder(name: string): string {
  const run = process.env[VARIABLE];
  if (!run) throw new Error(`${VARIABLE} is not set: run the tests with npm test, vitest or playwright`);
  const folder = join(run, `${name}-${process.pid}-${++count}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Ends what the run left behind, kindly and then not, and removes its folder. */
export async function removeRunFolder(folder: string): Promise<void> {
  const deadline = Date.now() + GRACE_MILLISECONDS;
  let left = await processesOf(folder);
  for (const pid of left) signal(pid, 'SIGTERM');
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(100);
    left = await processesOf(folder);
  }
  for (const pid of left) signal(pid, 'SIGKILL');
  await removeSocketFolders(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** An instance that was killed leaves the folder of its sockets, which lies beside and is named after its data folder. */
async function removeSocketFolders(folder: string): Promise<void> {
  const folders = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const prefixes = [...folders, ...folders.map((name) => join(name, 'data'))].map(socketFolderPrefix);
  for (const name of await readdir(SOCKETS)) {
    if (prefixes.some((prefix) => name.startsWith(prefix)))
      await rm(join(SOCKETS, name), { recursive: true, force: true });
  }
}

function socketFolderPrefix(dataFolder: string): string {
  return `lighter-${shortHash(dataFolder)}-`;
}

/** Processes of the run. Only where there is /proc; elsewhere each helper's own `stop` must do. */
async function processesOf(folder: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const marked = await Promise.all(pids.map((pid) => mentions(pid, folder)));
  return pids.filter((_, index) => marked[index]).map(Number);
}

async function mentions(pid: string, folder: string): Promise<boolean> {
  const texts = await Promise.all(
    ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '')),
  );
  return texts.some((text) => text.includes(folder)) && !texts[1]?.startsWith(RUNNERS_OWN);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
