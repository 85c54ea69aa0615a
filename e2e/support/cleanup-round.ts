import { setTimeout as sleep } from 'node:timers/promises';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { readGcRun } from '#lib/db/gc-runs.ts';
import { query } from '#lib/db/pool.ts';
import { putRetentionInput, startRunInput } from '#lib/schemas/retention-runs.ts';
import { getRetention } from '#lib/services/get-retention.ts';
import { previewRetention } from '#lib/services/preview-retention.ts';
import { queueRun } from '#lib/services/queue-run.ts';
import { activateRetention, saveRetention } from '#lib/services/save-retention.ts';
import { startRun } from '#lib/services/start-run.ts';
import { beginGc, shown, untilAnswered } from './cleanup-inside.ts';
import type { ModelRepository } from './cleanup-model.ts';
import {
  cameBack,
  fatesNow,
  fatesOf,
  within,
  type AllFates,
  type Before,
  type Fates,
} from './cleanup-fates.ts';
import { fateOfTagAs, type Moment } from './cleanup-oracle.ts';
import type { CleanupParts, Victim } from './cleanup-parts.ts';
import { explained, whatHolds, whatIsSaidOf } from './cleanup-explained.ts';
import { goesBySize, randomPolicy } from './cleanup-policies.ts';
import { expectCleanedUp, type Dead } from './cleanup-truth.ts';
import { PROJECT, type CleanupWork } from './cleanup-work.ts';
import { until } from './inside.ts';
import { ACTOR, ROOT } from './service-push.ts';
import type { Chance } from './storm-random.ts';
import { settle } from './storm-truth.ts';

const root = ROOT as UserPrincipal;
/** A run waits for keys and parts that were killed, each for some seconds. */
const RUN_MS = 90_000;
const KILL_WITHIN_MS = 2_500;
const PAUSE_MS = 100;

/** Some days later: a cleanup by a policy at random, everything else at the same time, and what must hold afterwards. */
export class CleanupRound {
  readonly #parts: CleanupParts;
  readonly #work: CleanupWork;
  readonly #luck: Chance;
  #moment!: Moment;
  #run = 0;

  constructor(parts: CleanupParts, work: CleanupWork, luck: Chance) {
    this.#parts = parts;
    this.#work = work;
    this.#luck = luck;
    work.luck = luck;
  }

  async play(): Promise<void> {
    const work = this.#work;
    // At least two: what a push of the day before was told of is kept for a day.
    await work.pass(this.#luck.between(2, 4));
    const policy = randomPolicy(this.#luck);
    await this.#save(policy.policy);
    this.#moment = { day: work.day, policy, inUse: work.inUse };
    const previewed =
      this.#luck.next() < 0.4 ? work.repositories.map((one) => fatesOf(one, this.#moment)) : null;
    const planId = previewed && (await previewRetention(root, { project: PROJECT })).planId;
    await work.report();
    for (const repository of work.repositories) {
      await work.lockSome(repository);
      await work.pinSome(repository);
      await work.useSome(repository);
    }
    await work.client.counted(work.sentinel);
    this.#moment = { day: work.day, policy, inUse: work.inUse };
    const before = work.repositories.map((one, i) => this.#before(one, previewed?.[i] ?? null));
    for (const { repository, tags } of before) {
      const going = [...tags].find(([, fate]) => fate === 'gone')?.[0] ?? null;
      await work.hold(repository, going);
    }
    await this.#start(planId);
    const victims = this.#victims();
    await Promise.all([...before.map((one) => this.#busy(one)), this.#kill(victims)]);
    await this.#ended();
    await settle();
    await this.#runAgainWhereExcused(before);
    const dead: Dead[] = [];
    for (const one of before) dead.push(await this.#conclude(one));
    await this.#collect();
    await work.completeHeld();
    await expectCleanedUp(this.#parts, work, dead);
  }

  async #save(policy: ReturnType<typeof randomPolicy>['policy']): Promise<void> {
    const { version } = await getRetention(root, PROJECT);
    const input = putRetentionInput.parse({ version, policy, guardPercent: 100 });
    const saved = await saveRetention(root, PROJECT, input, ACTOR);
    await activateRetention(root, PROJECT, saved.version, ACTOR);
  }

  #before(repository: ModelRepository, previewed: AllFates | null): Before {
    return {
      repository,
      previewed,
      ...within(previewed, fatesOf(repository, this.#moment)),
      digests: new Map([...repository.tags].map(([name, { digest }]) => [name, digest])),
      touched: { pushed: new Set(), locked: new Set(), deleted: new Set(), movedOff: [] },
    };
  }

  /** By hand from the saved rules or a preview, or by itself. */
  async #start(planId: string | null): Promise<void> {
    const [project] = await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [PROJECT]);
    const confirm = this.#work.repositories.map(({ name }) => name);
    if (planId || this.#luck.next() < 0.5) {
      const input = startRunInput.parse({ confirm, ...(planId && { planId }) });
      this.#run = Number((await startRun(root, PROJECT, input, ACTOR)).id);
      return;
    }
    if ((await queueRun(project!.id, this.#luck.next() < 0.5 ? 'schedule' : 'push')) !== 'queued')
      throw new Error('the run was not queued');
    const [run] = await query<{ id: number }>('SELECT max(id) AS id FROM retention_run');
    this.#run = run!.id;
  }

  #victims(): Victim[] {
    const all: Victim[] = ['worker', 'worker', 'gateway', 'upstream', 'postgres'];
    return this.#luck.shuffled(all).slice(0, this.#luck.between(0, 2));
  }

  async #kill(victims: Victim[]): Promise<void> {
    for (const victim of victims) {
      await sleep(this.#luck.next() * KILL_WITHIN_MS);
      await this.#parts.kill(victim, this.#luck);
    }
  }

  /** Pushes, moves, pulls, locks and deletes, a lane each; tags that are moved are not locked as well. */
  async #busy({ repository, tags, touched }: Before): Promise<void> {
    const work = this.#work;
    const movable = this.#luck.shuffled(work.movable(repository));
    const half = Math.ceil(movable.length / 2);
    const moves = movable
      .slice(0, half)
      .filter((name) => !goesBySize(name))
      .slice(0, 3);
    const locks = movable
      .slice(half)
      .filter((name) => tags.get(name) !== 'live')
      .slice(0, 2);
    const live = (name: string) =>
      !name.startsWith('hand-') && (tags.get(name) === 'live' || touched.pushed.has(name));
    await Promise.all([
      this.#lane(3, () => work.pushNew(repository, touched)),
      this.#lane(1, () => work.pushUntagged(repository)),
      this.#lane(moves.length, (i) => work.move(repository, moves[i]!, touched)),
      this.#lane(locks.length, async (i) => {
        if (await untilAnswered(() => work.lock(repository, locks[i]!))) touched.locked.add(locks[i]!);
      }),
      this.#lane(4, () => work.pullOne(repository, live)),
      this.#lane(1, () => work.deleteByHand(repository, touched)),
    ]);
  }

  async #lane(times: number, step: (i: number) => Promise<unknown>): Promise<void> {
    for (let i = 0; i < times; i++) {
      await sleep(this.#luck.next() * 400);
      await step(i);
    }
  }

  async #ended(): Promise<void> {
    const deadline = Date.now() + RUN_MS;
    for (;;) {
      const [run] = await query<{ status: string }>('SELECT status FROM retention_run WHERE id = $1', [
        this.#run,
      ]);
      if (!['queued', 'running'].includes(run!.status)) return;
      if (Date.now() > deadline)
        throw new Error(
          `run ${this.#run} has not ended: ${await whatHolds(this.#run, this.#parts.workerOutput())}`,
        );
      await sleep(PAUSE_MS);
    }
  }

  /**
   * An error keeps what it is about, and a run ends when the registry is away for long: only what a run says so of may be there still,
   * and the next one has to take it.
   */
  async #runAgainWhereExcused(before: Before[]): Promise<void> {
    const left = await this.#left(before);
    if (left.length === 0) return;
    const [run] = await query<{ status: string }>('SELECT status FROM retention_run WHERE id = $1', [
      this.#run,
    ]);
    const noted = await query<{ what: string }>(
      `SELECT repository || ' ' || coalesce(tag, digest) AS what FROM retention_decision WHERE run_id = $1 AND outcome = 'kept'`,
      [this.#run],
    );
    const excused = new Set(noted.map(({ what }) => what));
    const forgotten = run!.status === 'done' ? left.filter((what) => !excused.has(what)) : [];
    if (forgotten.length > 0)
      throw new Error(
        `run ${this.#run} has left without a word: ${forgotten.join(', ')}\n${await whatIsSaidOf(forgotten, this.#run, this.#moment)}`,
      );
    for (const one of before) one.previewed = null;
    const confirm = this.#work.repositories.map(({ name }) => name);
    this.#run = Number((await startRun(root, PROJECT, startRunInput.parse({ confirm }), ACTOR)).id);
    await this.#ended();
    await settle();
    const still = await this.#left(before);
    if (still.length > 0) throw new Error(`run ${this.#run}, undisturbed, has left ${still.join(', ')}`);
  }

  /** What must be gone and is there. */
  async #left(before: Before[]): Promise<string[]> {
    const left = await Promise.all(
      before.map(async (one) => {
        const { tags, manifests } = await shown(one.repository.name);
        const fates = fatesNow(one, this.#moment);
        return [
          ...[...fates.tags].filter(([tag, fate]) => fate === 'gone' && tags.has(tag)),
          ...[...fates.roots].filter(([digest, fate]) => fate === 'gone' && manifests.has(digest)),
          ...[...one.repository.tags].filter(
            ([tag, { attachedTo }]) => attachedTo && !manifests.has(attachedTo) && tags.has(tag),
          ),
        ].map(([what]) => `${one.repository.name} ${what}`);
      }),
    );
    return left.flat();
  }

  /** Brings the model to what must be so by now, where that depended on chance with the index's word. @returns what is gone */
  async #conclude(one: Before): Promise<Dead> {
    const { repository } = one;
    const { tags, manifests } = await shown(repository.name);
    const fates = fatesNow(one, this.#moment);
    const wrong: string[] = [];
    const deleted: string[] = [];
    for (const [name, fate] of fates.tags) {
      const there = tags.get(name);
      const { digest } = repository.tags.get(name)!;
      if (there === undefined ? fate === 'live' : fate === 'gone' || there !== digest)
        wrong.push(`${repository.name}:${name} must be ${fate} at ${digest}, and is ${there}`);
      if (there === undefined) deleted.push(name);
    }
    for (const name of deleted) repository.tags.delete(name);
    this.#concludeRoots(one, fates.roots, manifests, wrong);
    for (const [name, { attachedTo }] of repository.tags) {
      if (attachedTo === null) continue;
      const alive = repository.alive().has(attachedTo);
      if (alive && (tags.has(name) || !cameBack(one, attachedTo))) continue;
      repository.tags.delete(name);
      deleted.push(name);
    }
    for (const name of tags.keys())
      if (!repository.tags.has(name)) wrong.push(`${repository.name}:${name} is left`);
    for (const [name, { digest }] of repository.tags)
      if (tags.get(name) !== digest)
        wrong.push(`${repository.name}:${name} is ${tags.get(name)}, not ${digest}`);
    const things = repository.bury();
    for (const digest of repository.alive())
      if (!manifests.has(digest)) wrong.push(`${repository.name}@${digest} is lost`);
    for (const { digest } of things)
      if (manifests.has(digest)) wrong.push(`${repository.name}@${digest} is left`);
    if (wrong.length > 0) throw new Error(await explained(one, wrong, this.#moment));
    return { repository, things, tags: deleted };
  }

  #concludeRoots(
    { repository, tags, digests, touched }: Before,
    roots: Fates,
    manifests: Set<string>,
    wrong: string[],
  ): void {
    const left = new Set(touched.movedOff.map(({ digest }) => digest));
    for (const [digest, fate] of roots) {
      if (left.has(digest)) continue;
      const there = manifests.has(digest);
      if (fate === 'live' && !there) wrong.push(`${repository.name}@${digest} must live, and is gone`);
      if (fate === 'gone' || (fate === 'either' && !there)) repository.things.get(digest)!.root = null;
    }
    // What lost one tag by a move and another by the cleanup stays or goes, depending on which was the last.
    for (const { digest, tag, was } of touched.movedOff) {
      const fact = repository.things.get(digest)!;
      if (repository.tagsOn(digest).length > 0) continue;
      const others = [...digests].filter(([name, on]) => on === digest && name !== tag);
      // What was pushed in the meantime may have left no room for it before it moved.
      const lived = tags.get(tag) === 'live' && fateOfTagAs(repository, tag, was, this.#moment) === 'live';
      const certain = lived && others.length === 0;
      if (certain && !manifests.has(digest))
        wrong.push(`${repository.name}@${digest} was left behind, and is gone`);
      fact.root = manifests.has(digest) ? 'replaced' : null;
    }
  }

  /** Purges all trash and collects the garbage, while pushes come; now and then the collector dies in the middle. */
  async #collect(): Promise<void> {
    const work = this.#work;
    const dies = this.#luck.next() < 0.3;
    const pushing = Promise.all(work.repositories.map((repository) => work.pushNew(repository)));
    if (dies) {
      await beginGc();
      await sleep(this.#luck.next() * KILL_WITHIN_MS);
      await this.#parts.kill('worker', this.#luck);
    }
    await pushing;
    await settle();
    const id = await beginGc();
    await until(
      'garbage is collected',
      async () => !['queued', 'running'].includes((await readGcRun(id))!.status),
    );
    const run = (await readGcRun(id))!;
    if (run.status !== 'done') throw new Error(`garbage collection failed: ${run.message}`);
  }
}
