import { chmodSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#lib/errors/app-error.ts';
import { isAlarming } from './child-line.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { lockFile, lockOwner, type Held } from './file-lock.ts';
import { isImage } from './is-image.ts';
import { Keeper } from './keeper.ts';
import { openLogFile } from './log-file.ts';
import type { Part } from './part.ts';
import { postgresUser } from './postgres-user.ts';
import { postgresUrl, startPostgres, stopPostgres } from './postgres.ts';
import { registryUrl, startRegistry, stopRegistry } from './registry.ts';
import { RuntimeFile, stopOrphans } from './runtime-file.ts';
import { secrets } from './secrets.ts';
import { makeSocketFolder } from './socket-folder.ts';

/** Told of what takes time, of what a person should know, and of each process as soon as it is there. */
export type Reports = {
  note?: (doing: string) => void;
  tell?: (text: string) => void;
  spawned?: (part: Part) => void;
};

/** This process's hold of a data folder, from which it can run the embedded Postgres and registry. */
export class Instance {
  readonly data: DataFolder;
  readonly socketDir: string;
  readonly runtime: RuntimeFile;
  readonly #lock: Held;
  readonly #user = postgresUser();

  /**
   * Takes the data folder for this process and cleans up after a killed one.
   * Throws AppError: CONFIG_INVALID when it can not be written to, or in an image; CONFLICT when another Lighter has it.
   */
  static async open(dataDir: string): Promise<Instance> {
    if (isImage()) throw new AppError('CONFIG_INVALID', NO_PARTS);
    const data = await openDataFolder(dataDir);
    const lock = await lockFile(data.lock);
    if (!lock) throw inUse(data);
    await stopOrphans(data.runtime);
    return new Instance(data, lock);
  }

  private constructor(data: DataFolder, lock: Held) {
    this.data = data;
    this.#lock = lock;
    // To be passed, not to be listed; what is in it stays closed.
    if (this.#user.outsider) chmodSync(data.root, 0o711);
    this.socketDir = makeSocketFolder(realpathSync(data.root), this.#user.owner);
    this.runtime = new RuntimeFile(data.runtime, this.socketDir);
  }

  /** The embedded Postgres, to be started, and its address. */
  database({ note, tell, spawned }: Reports = {}): { keeper: Keeper; url: string } {
    const { data, socketDir, runtime } = this;
    const password = secrets(data.secrets).postgresPassword;
    const log = openLogFile(path.join(data.logs, 'postgres.log'));
    const options = { folder: data.postgres, socketDir, password, user: this.#user, log };
    const keeper = new Keeper({
      name: 'database',
      start: (signal) => {
        note?.('starting Postgres');
        return startPostgres({
          ...options,
          signal,
          onLine: alarms(tell),
          onSpawn: (part) => {
            runtime.setPart('postgres', part.identity);
            spawned?.(part);
          },
        });
      },
      stop: stopPostgres,
      report: (text) => tell?.(text),
    });
    return { keeper, url: postgresUrl(socketDir, password) };
  }

  /** The embedded registry, to be started, and its address. */
  registry({ note, tell, spawned }: Reports = {}): { keeper: Keeper; url: string } {
    const { data, socketDir, runtime } = this;
    const secret = secrets(data.secrets).registrySecret;
    const log = openLogFile(path.join(data.logs, 'registry.log'));
    const keeper = new Keeper({
      name: 'registry',
      start: (signal) =>
        startRegistry({
          ...{ data, socketDir, secret, signal, log },
          report: note,
          onLine: alarms(tell),
          onSpawn: (part) => {
            runtime.setPart('registry', part.identity);
            spawned?.(part);
          },
        }),
      stop: stopRegistry,
      report: (text) => tell?.(text),
    });
    return { keeper, url: registryUrl(socketDir) };
  }

  /** Lets go of the data folder; call it when all parts are stopped. */
  close(): void {
    rmSync(this.socketDir, { recursive: true, force: true });
    this.runtime.remove();
    this.#lock.release();
  }
}

/** A registry that the image got itself from elsewhere would lose its images with the container. */
const NO_PARTS =
  'This image has no Postgres and no registry of its own: set DATABASE_URL and REGISTRY_URL to the addresses of yours.';

function alarms(tell: Reports['tell']): (line: string) => void {
  return (line) => {
    if (isAlarming(line)) tell?.(line);
  };
}

function inUse({ root, lock }: DataFolder): AppError {
  const owner = lockOwner(lock);
  const who = owner ? ` (process ${owner.pid})` : '';
  return new AppError(
    'CONFLICT',
    `Lighter already runs over ${root}${who}: stop it first, or set LIGHTER_DATA to another folder.`,
  );
}
