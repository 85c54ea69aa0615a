import { existsSync, readFileSync } from 'node:fs';
import { chown, lstat, mkdir, readdir, realpath, readlink, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foreignEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { identify } from './process-identity.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresUser } from './postgres-user.ts';
import { runTool } from './run-tool.ts';
import { stopProcess } from './stop-process.ts';

export type ClusterOptions = {
  /** The folder of the cluster, `$LIGHTER_DATA/postgres`. */
  folder: string;
  /** A private folder that the user of Postgres can read. */
  socketDir: string;
  password: string;
  binaries: PostgresBinaries;
  user: PostgresUser;
  signal: AbortSignal;
};

/** Major version of the binaries in package.json: a cluster of another one can not be opened. */
const MAJOR_VERSION = '18';

/**
 * Makes the cluster when it is not there, and an existing one ready to be started: owned by the right user, and free of what
 * a killed server left. Throws AppError SETUP_FAILED with one sentence.
 */
export async function prepareCluster(options: ClusterOptions): Promise<void> {
  const { folder, user } = options;
  if (!existsSync(path.join(folder, 'PG_VERSION'))) await create(options);
  const version = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    const message = `${folder} is of Postgres ${version}, and Lighter brings Postgres ${MAJOR_VERSION}: move it with pg_dump and pg_restore.`;
    throw new AppError('SETUP_FAILED', message);
  }
  await own(folder, user.owner ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
  await settleFormerServer(folder);
}

/** In a folder beside, renamed when it is whole: a start that is cut off here begins anew next time. */
async function create({
  folder,
  socketDir,
  password,
  binaries,
  user,
  signal,
}: ClusterOptions): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = path.join(socketDir, 'initial-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.owner) {
    for (const name of [unfinished, passwordFile]) await chown(name, user.owner.uid, user.owner.gid);
  }
  const command = user.wrap(binaries.initdb, [
    ...INITDB_OPTIONS,
    `--pwfile=${passwordFile}`,
    `--pgdata=${unfinished}`,
  ]);
  const { ok, output } = await runTool({ name: 'database', ...command, env: foreignEnvironment(), signal });
  await rm(passwordFile, { force: true });
  if (!ok) throw new AppError('SETUP_FAILED', `Postgres can not be set up in ${folder}: ${reason(output)}`);
  await rename(unfinished, folder);
}

/** The built-in locale is the same on every machine, so that a data folder can be moved. */
const INITDB_OPTIONS = [
  '--username=lighter',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];

function reason(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const said =
    lines.find((line) => /error|fatal|cannot|could not/i.test(line)) ?? lines.at(-1) ?? 'it gave no reason';
  return `${said.replace(/^(initdb|postgres): (error: )?/, '').replace(/\.$/, '')}.`;
}

/** A folder that was made by another user of this machine's (another way of being root) is handed over. */
async function own(folder: string, owner: { uid: number; gid: number }): Promise<void> {
  if (process.getuid?.() !== 0 || (await lstat(folder)).uid === owner.uid) return;
  for (const name of await readdir(folder, { recursive: true })) {
    await chown(path.join(folder, name), owner.uid, owner.gid);
  }
  await chown(folder, owner.uid, owner.gid);
}

/**
 * Postgres takes over after a dead server by itself. What it can not know: that a living one is the orphan of a killed Lighter,
 * and that the number in its pid file now belongs to a program that is no Postgres, or to a dead process that nobody has waited
 * for yet (as under the init of many containers). The caller holds the data folder.
 */
async function settleFormerServer(folder: string): Promise<void> {
  const pidFile = path.join(folder, 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
  if (!(pid > 0) || process.platform !== 'linux') return;
  const home = await realpath(folder);
  const former = identify(pid);
  if (former && (await workingFolder(pid)) === home) {
    await stopProcess(former, { signal: 'SIGINT', patience: 20_000, force: 'SIGQUIT' });
  }
  // With one left, the pid file stays and Postgres refuses: two servers would ruin the data.
  if (await nobodyWorksIn(home)) await rm(pidFile, { force: true });
}

/** The workers of a killed server notice within moments that it is gone, after what they are just doing. */
const LEAVING_PATIENCE_MS = 10_000;
const POLL_MS = 20;

async function nobodyWorksIn(folder: string): Promise<boolean> {
  const deadline = performance.now() + LEAVING_PATIENCE_MS;
  for (;;) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(pids.map((pid) => workingFolder(Number(pid))));
    if (!folders.includes(folder)) return true;
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
}

/** A server works in its data folder, as do its workers; a dead process has none. */
async function workingFolder(pid: number): Promise<string | undefined> {
  return await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}
