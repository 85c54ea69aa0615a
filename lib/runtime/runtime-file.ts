import { readFileSync, rmSync } from 'node:fs';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { replaceFile } from './replace-file.ts';
import { stopProcess } from './stop-process.ts';

/** What a running instance tells other processes of its user, in `$LIGHTER_DATA/runtime.json`. */
export type RuntimeFacts = {
  owner: ProcessIdentity;
  socketDir: string;
  databaseUrl?: string;
  registryUrl?: string;
  upstreamMode?: 'exclusive' | 'shared';
  /** Processes the owner has started, for whoever comes after a killed owner. */
  parts: Record<string, ProcessIdentity>;
};

/** The runtime file of this process, kept up to date as parts come and go. */
export class RuntimeFile {
  readonly #file: string;
  #facts: RuntimeFacts;

  constructor(file: string, socketDir: string) {
    const owner = identify(process.pid);
    if (!owner) throw new Error('this process can not be identified');
    this.#file = file;
    this.#facts = { owner, socketDir, parts: {} };
    this.#write();
  }

  set(facts: Partial<Omit<RuntimeFacts, 'owner' | 'parts'>>): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#write();
  }

  setPart(name: string, identity: ProcessIdentity | undefined): void {
    const parts = { ...this.#facts.parts };
    if (identity) parts[name] = identity;
    else delete parts[name];
    this.#facts = { ...this.#facts, parts };
    this.#write();
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }

  #write(): void {
    replaceFile(this.#file, JSON.stringify(this.#facts, null, 2));
  }
}

/** The facts of an instance that is alive now, or undefined. */
export function readRunning(file: string): RuntimeFacts | undefined {
  const facts = read(file);
  return facts && isAlive(facts.owner) ? facts : undefined;
}

/** Stops what a killed owner left running. Call it only with the data folder locked. */
export async function stopOrphans(file: string): Promise<void> {
  const facts = read(file);
  if (!facts) return;
  const { postgres, registry, ...others } = facts.parts;
  // The order of a shutdown: those that use a store before the store.
  await Promise.all(Object.values(others).map((part) => stopProcess(part, { patience: 3000, group: true })));
  if (registry) await stopProcess(registry, { patience: 3000 });
  if (postgres) await stopProcess(postgres, { signal: 'SIGINT', patience: 20_000, force: 'SIGQUIT' });
  rmSync(file, { force: true });
}

function read(file: string): RuntimeFacts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RuntimeFacts;
  } catch {
    return undefined;
  }
}
