import path from 'node:path';
import { rmSync } from 'node:fs';
import { migrate } from '#lib/db/migrate.ts';
import { probeDatabase } from '#lib/db/probe-database.ts';
import { completeEnvironment, env, machineEnvironment, type Env } from '#lib/env/env.ts';
import { addresses, announcement } from './announce.ts';
import { awaitReady } from './await-ready.ts';
import { claimPort } from './claim-port.ts';
import { openDataFolder } from './data-folder.ts';
import { Instance } from './instance.ts';
import { Keeper } from './keeper.ts';
import { openLogFile, type LogSink } from './log-file.ts';
import type { Part } from './part.ts';
import { build, generate } from './prepare-code.ts';
import { prepareData } from './prepare-data.ts';
import { probeUpstream } from './probe-upstream.ts';
import type { Screen } from './screen.ts';
import { startService, stopService, type ServiceName } from './service.ts';
import { makeSocketFolder } from './socket-folder.ts';

/** `lighter start`: sets everything up, runs it, and keeps it running. */
export class Supervisor {
  readonly #screen: Screen;
  readonly #config: Env = env();
  readonly #inContainer = machineEnvironment().production && !process.stdout.isTTY;
  readonly #stopping = new AbortController();
  readonly #keepers = new Map<PartName, Keeper>();
  readonly #parts = new Map<PartName, Part>();
  #instance: Instance | undefined;
  #logs: string | undefined;
  #socketDir: string | undefined;
  #code: Promise<void> = Promise.resolve();

  /** Throws AppError CONFIG_INVALID for an invalid environment. */
  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Resolves when Lighter serves, with the text to show. Throws AppErrors with one sentence each; call `stop` then too. */
  async start(): Promise<string> {
    const port = await this.#claim();
    this.#code = this.#prepareCode();
    const [databaseUrl, registryUrl] = await Promise.all([this.#database(), this.#registry(), this.#code]);
    this.#completeEnvironment(port, databaseUrl, registryUrl);
    const { setupToken } = await this.#prepareData(databaseUrl);
    await this.#startServices();
    const { shown, local } = addresses(this.#config, port);
    await awaitReady(local, this.#stopping.signal);
    return announcement(shown, setupToken);
  }

  /** Stops everything, those that use a store before the store; also what is still starting. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    this.#screen.clear();
    for (const group of STOP_ORDER) {
      await Promise.all(group.map(async (name) => await this.#keepers.get(name)?.stop()));
    }
    await this.#code.catch(() => undefined);
    if (this.#socketDir) rmSync(this.#socketDir, { recursive: true, force: true });
    this.#instance?.close();
  }

  /** Ends every process at once, for someone who does not want to wait. Postgres recovers at the next start. */
  kill(): void {
    for (const [name, part] of this.#parts) {
      if (part.process.exitCode !== null || part.process.signalCode !== null) continue;
      if (name === 'database') process.kill(part.identity.pid, 'SIGQUIT');
      else process.kill(-part.identity.pid, 'SIGKILL');
    }
    if (this.#socketDir) rmSync(this.#socketDir, { recursive: true, force: true });
  }

  /** Where details of errors go, once there is a data folder. */
  get detailsFile(): string | undefined {
    return this.#logs && path.join(this.#logs, 'lighter.log');
  }

  /** What must be ours before the slow work: the data folder and the port. */
  async #claim(): Promise<number> {
    const { host, port, databaseUrl, registryUrl, dataDir } = this.#config;
    if (!databaseUrl || !registryUrl) {
      this.#instance = await Instance.open(dataDir);
      this.#logs = this.#instance.data.logs;
    } else if (!this.#inContainer) {
      this.#logs = (await openDataFolder(dataDir)).logs;
    }
    const claimed = await claimPort(host, port);
    this.#socketDir = this.#instance?.socketDir ?? makeSocketFolder(`process ${process.pid}`);
    return claimed;
  }

  async #prepareCode(): Promise<void> {
    const step = this.#screen.step('pages');
    const { signal } = this.#stopping;
    const onSpawn = (part: Part) => this.#instance?.runtime.setPart('build', part.identity);
    const options = { signal, log: this.#log('build'), report: step.note, onSpawn };
    await generate(options);
    step.done((await build(options)) ? 'built' : 'up to date');
  }

  async #database(): Promise<string> {
    const step = this.#screen.step('database');
    const given = this.#config.databaseUrl;
    if (given) {
      step.note('connecting');
      await probeDatabase(given);
      step.done('connected');
      return given;
    }
    const { keeper, url } = this.#embedded().database(this.#reports('database', step.note));
    this.#keepers.set('database', keeper);
    await keeper.start();
    step.done('Postgres runs');
    return url;
  }

  async #registry(): Promise<string> {
    const step = this.#screen.step('registry');
    const { registryUrl: given, registryUsername: username, registryPassword: password } = this.#config;
    if (given) {
      step.note('connecting');
      await probeUpstream({ url: given, username, password });
      step.done('connected');
      return given;
    }
    const { keeper, url } = this.#embedded().registry(this.#reports('registry', step.note));
    this.#keepers.set('registry', keeper);
    await keeper.start();
    step.done('runs');
    return url;
  }

  /** For this process and, from it, for the children. */
  #completeEnvironment(port: number, databaseUrl: string, registryUrl: string): void {
    const { host, dataDir, upstreamMode } = this.#config;
    completeEnvironment({
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: host,
      LIGHTER_DATA: dataDir,
      DATABASE_URL: databaseUrl,
      REGISTRY_URL: registryUrl,
      UPSTREAM_MODE: upstreamMode,
      LIGHTER_STORAGE: this.#config.registryUrl ? this.#config.storage : this.#embedded().data.registry,
      WEB_URL: `unix://${path.join(this.#socketDir ?? '', 'web.sock')}`,
    });
    this.#instance?.runtime.set({ databaseUrl, registryUrl, upstreamMode });
  }

  async #prepareData(databaseUrl: string): Promise<{ setupToken: string | null }> {
    const step = this.#screen.step('schema');
    step.note('migrating');
    const { applied } = await migrate(databaseUrl);
    const prepared = await prepareData(this.#stopping.signal, this.#log('lighter'));
    step.done(applied.length > 0 ? `${applied.length} applied: ${applied.join(', ')}` : 'up to date');
    return prepared;
  }

  async #startServices(): Promise<void> {
    const step = this.#screen.step('services');
    step.note('starting gateway, web and worker');
    await Promise.all(SERVICES.map((name) => this.#startService(name)));
    step.done(SERVICES.join(', '));
  }

  async #startService(name: ServiceName): Promise<void> {
    const log = this.#log(name);
    const { tell, spawned: onSpawn } = this.#reports(name);
    // Where the whole log is shown, its warnings are there already.
    const warn = this.#inContainer ? () => undefined : tell;
    const start = (signal: AbortSignal) => startService({ name, signal, log, tell: warn, onSpawn });
    const keeper = new Keeper({ name, start, stop: stopService, report: tell });
    this.#keepers.set(name, keeper);
    await keeper.start();
  }

  #reports(name: PartName, note: (doing: string) => void = () => undefined) {
    return {
      note,
      tell: withoutEchoes((text) => this.#screen.line(name, text)),
      spawned: (part: Part) => {
        this.#parts.set(name, part);
        // The instance records its own two by itself.
        if (name !== 'database' && name !== 'registry') this.#instance?.runtime.setPart(name, part.identity);
      },
    };
  }

  /** In a container the log is the output; on a person's machine it is a file, and the terminal shows what matters. */
  #log(name: string): LogSink {
    if (this.#logs && !this.#inContainer) return openLogFile(path.join(this.#logs, `${name}.log`));
    return { line: (text) => void process.stderr.write(`${text}\n`) };
  }

  #embedded(): Instance {
    if (!this.#instance) throw new Error('no data folder is held');
    return this.#instance;
  }
}

type PartName = ServiceName | 'database' | 'registry';

const SERVICES: ServiceName[] = ['gateway', 'web', 'worker'];
const STOP_ORDER: PartName[][] = [['gateway'], ['web', 'worker'], ['registry'], ['database']];

/** A lost database makes each of its connections say the same: once is enough for a person. */
function withoutEchoes(tell: (text: string) => void): (text: string) => void {
  let last = { text: '', at: -Infinity };
  return (text) => {
    const echo = text === last.text && performance.now() - last.at < ECHO_MS;
    last = { text, at: performance.now() };
    if (!echo) tell(text);
  };
}

const ECHO_MS = 10_000;
