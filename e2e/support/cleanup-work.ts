import { AppError } from '#lib/errors/app-error.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { lockTag, unlockTag } from '#lib/services/lock-tags.ts';
import { reportInUse } from '#lib/services/in-use.ts';
import { pinManifest, unpinManifest } from '#lib/services/pin-manifest.ts';
import { reconcile } from '#lib/services/reconcile.ts';
import { CleanupClient } from './cleanup-client.ts';
import { passDays } from './cleanup-clock.ts';
import { ModelRepository, type TagFact } from './cleanup-model.ts';
import type { CleanupParts } from './cleanup-parts.ts';
import {
  artifactOf,
  descend,
  imageOf,
  listOf,
  multiArch,
  nested,
  referrerOf,
  signatureOf,
  type Thing,
} from './cleanup-things.ts';
import { putBlob, putManifest } from './push.ts';
import { ACTOR, ROOT } from './service-push.ts';
import type { Chance } from './storm-random.ts';

export const PROJECT = 'rounds';
const REPOSITORIES = ['alpha', 'beta/deep'].map((name) => `${PROJECT}/${name}`);
const SEED_BATCHES = 4;
/** A family of tags that has grown to so many gets no more. */
const MOST_OF_FAMILY = 8;
/** Layers that images share, also across repositories. */
const SHARED_LAYERS = ['base', 'runtime', 'tools'];
const EXPIRES_AFTER = [3, 6];
const LONG_TTL = 7 * 24 * 60 * 60;

/** A push that has brought all but its manifest. */
export type Held = { repository: ModelRepository; tag: string; thing: Thing };

/** What was done to a repository while a cleanup ran. */
export type Touched = {
  pushed: Set<string>;
  locked: Set<string>;
  deleted: Set<string>;
  /** `was`: the tag as it was before it moved. */
  movedOff: { digest: string; tag: string; was: TagFact }[];
};

/** Everything that clients and people do, and the model of what must come of it. */
export class CleanupWork {
  readonly repositories = REPOSITORIES.map((name) => new ModelRepository(name));
  readonly sentinel = { repository: 'storm/sentinel', digest: imageOf('sentinel').digest };
  readonly client: CleanupClient;
  day = 0;
  held: Held[] = [];
  inUse = new Set<string>();
  luck: Chance;
  #count = 0;
  #batch = 0;

  constructor(parts: CleanupParts, luck: Chance) {
    this.client = new CleanupClient(parts, parts.person);
    this.luck = luck;
  }

  /** All shapes, pushed over some days. */
  async seed(upstream: string): Promise<void> {
    await this.client.push(this.sentinel.repository, 'v1', imageOf('sentinel'));
    for (const repository of this.repositories) await this.#adopt(repository, upstream);
    await reconcile();
    for (let batch = 0; batch < SEED_BATCHES; batch++) {
      await Promise.all(this.repositories.map((repository) => this.#seed(repository)));
      await this.pass(this.luck.between(1, 3));
    }
  }

  async pass(days: number): Promise<void> {
    await passDays(days);
    this.day += days;
    this.#batch++;
  }

  async push(repository: ModelRepository, tag: string, thing: Thing, touched?: Touched): Promise<void> {
    await this.client.push(repository.name, tag, thing);
    const before = repository.tags.get(tag);
    const left = repository.tag(tag, thing, this.day, this.#batch, {
      used: null,
      maybeUsed: before?.maybeUsed ?? null,
    });
    touched?.pushed.add(tag);
    if (left && before) touched?.movedOff.push({ digest: left, tag, was: before });
  }

  /** A new tag of any family that has room, with what may belong to it. */
  async pushNew(repository: ModelRepository, touched?: Touched): Promise<void> {
    const tag = this.#newTag(repository);
    const shared = this.#random(
      [...repository.tags.keys()].filter((name) => this.#mayShare(repository, name)),
    );
    if (shared && !/^(exp|hand)/.test(tag) && this.luck.next() < 0.15) {
      await this.push(repository, tag, repository.thing(repository.tags.get(shared)!.digest), touched);
      return;
    }
    const thing = this.#form(tag);
    await this.push(repository, tag, thing, touched);
    if (this.luck.next() < 0.25) await this.#refer(repository, this.#random(descend(thing))!);
    if (!tag.startsWith('hand') && this.luck.next() < 0.2) await this.#sign(repository, thing, touched);
  }

  async pushUntagged(repository: ModelRepository): Promise<void> {
    const thing =
      this.luck.next() < 0.5 ? imageOf(this.#name('untagged')) : multiArch(this.#name('untagged'));
    await this.client.push(repository.name, thing.digest, thing);
    repository.untagged(thing, this.day);
  }

  /** A tag moves to another image, or is pushed as it is once more. */
  async move(repository: ModelRepository, tag: string, touched?: Touched): Promise<void> {
    const again = this.luck.next() < 0.25;
    const thing = again ? repository.thing(repository.tags.get(tag)!.digest) : this.#form(tag);
    await this.push(repository, tag, thing, touched);
  }

  movable(repository: ModelRepository): string[] {
    return [...repository.tags]
      .filter(
        ([name, { locked, digest }]) =>
          !locked && this.#isFamily(name) && repository.parentsOf(digest).length === 0,
      )
      .map(([name]) => name);
  }

  /** Uses that are surely counted, once `counted` has come back. */
  async useSome(repository: ModelRepository): Promise<void> {
    for (const name of this.#some([...repository.tags.keys()], 4)) {
      const tag = repository.tags.get(name)!;
      await this.#must(this.luck.next() < 0.5 ? 'GET' : 'HEAD', `/v2/${repository.name}/manifests/${name}`);
      tag.used = tag.maybeUsed = this.day;
    }
    for (const digest of this.#some([...repository.alive()], 2)) {
      await this.#must('HEAD', `/v2/${repository.name}/manifests/${digest}`);
      const fact = repository.things.get(digest)!;
      fact.used = fact.maybeUsed = this.day;
    }
  }

  /** A pull while everything goes on: of what is going it may come too late, and its use may be lost with the gateway. */
  async pullOne(repository: ModelRepository, mustBeThere: (tag: string) => boolean): Promise<void> {
    const name = this.#random([...repository.tags.keys()]);
    if (!name) return;
    const tag = repository.tags.get(name)!;
    const thing = repository.thing(tag.digest);
    tag.maybeUsed = this.day;
    for (const one of descend(thing)) repository.things.get(one.digest)!.maybeUsed = this.day;
    const wrong = await this.client.pull(repository.name, name, thing);
    const moved = repository.tags.get(name)?.digest !== thing.digest;
    if (wrong.length > 0 && mustBeThere(name) && !moved)
      throw new Error(`a pull of ${repository.name}:${name} got ${wrong.join(', ')}`);
  }

  /** What clusters run: an image or a part of it, or its config. */
  async report(): Promise<void> {
    this.inUse = new Set(
      this.repositories.flatMap((repository) =>
        this.#some(repository.running(), 3).map((digest) => {
          const { blobs, children } = repository.thing(digest);
          const isImage = children.length === 0 && blobs.length > 1 && blobs[0]!.size > 2;
          return isImage && this.luck.next() < 0.3 ? blobs[0]!.digest : digest;
        }),
      ),
    );
    const report = { digests: [...this.inUse], ttlSeconds: LONG_TTL };
    await reportInUse(ROOT as UserPrincipal, 'cluster', report, ACTOR);
  }

  /** Some tags are locked and some no more. */
  async lockSome(repository: ModelRepository): Promise<void> {
    for (const [tag, fact] of repository.tags) {
      if (!fact.locked || this.luck.next() < 0.5) continue;
      await unlockTag({ principal: ROOT, actor: ACTOR }, { repository: repository.name, tag });
      fact.locked = false;
    }
    for (const tag of this.#some(this.movable(repository), 2)) await this.lock(repository, tag);
  }

  /** @returns whether the tag was there */
  async lock(repository: ModelRepository, tag: string): Promise<boolean> {
    const asker = { principal: ROOT, actor: ACTOR };
    for (;;) {
      try {
        await lockTag(asker, { repository: repository.name, tag });
        repository.tags.get(tag)!.locked = true;
        return true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'MANIFEST_UNKNOWN') return false;
        if (!['TOOMANYREQUESTS', 'UNAVAILABLE'].includes(error.code)) throw error;
      }
    }
  }

  /** Some pins are taken away, and something of a tag gets one: an image, an index, or a platform of it. */
  async pinSome(repository: ModelRepository): Promise<void> {
    const asker = { principal: ROOT, actor: ACTOR };
    for (const digest of repository.pins) {
      if (this.luck.next() < 0.5) continue;
      await unpinManifest(asker, { repository: repository.name, digest });
      repository.pins.delete(digest);
    }
    const tag = this.#random(this.movable(repository));
    if (!tag || this.luck.next() < 0.5) return;
    const { digest } = this.#random(descend(repository.thing(repository.tags.get(tag)!.digest)))!;
    await pinManifest(asker, { repository: repository.name, digest });
    repository.pins.add(digest);
  }

  /** Pushes that have brought everything but the manifest: of an image, of an index, or of one that shares what is going. */
  async hold(repository: ModelRepository, going: string | null): Promise<void> {
    const name = this.#name('held');
    const parts = going ? descend(repository.thing(repository.tags.get(going)!.digest)) : [];
    const more = parts.flatMap(({ blobs }) => blobs.slice(1)).slice(0, 1);
    const thing = this.luck.next() < 0.4 ? nested(name) : imageOf(name, { more });
    await this.client.pushParts(repository.name, thing);
    this.held.push({ repository, tag: `pr-${name}`, thing });
  }

  /** The manifests come at last, and find everything there. */
  async completeHeld(): Promise<void> {
    for (const { repository, tag, thing } of this.held) {
      await this.client.putManifest(repository.name, tag, thing);
      repository.tag(tag, thing, this.day, this.#batch);
    }
    this.held = [];
  }

  async deleteByHand(repository: ModelRepository, touched: Touched): Promise<void> {
    const tag = this.#random(
      [...repository.tags.keys()].filter(
        (name) => name.startsWith('hand-') && !repository.tags.get(name)!.locked,
      ),
    );
    if (!tag) return;
    await this.client.deleteTag(repository.name, tag);
    touched.deleted.add(tag);
  }

  async #seed(repository: ModelRepository): Promise<void> {
    for (let i = 0; i < 7; i++) await this.pushNew(repository);
    await this.pushUntagged(repository);
    for (const tag of this.#some(this.movable(repository), 3)) await this.move(repository, tag);
    const child = this.#random([...repository.things.values()].flatMap(({ thing }) => thing.children));
    if (child) await this.push(repository, this.#name('misc'), child);
  }

  /** What was in the registry before Lighter came. */
  async #adopt(repository: ModelRepository, url: string): Promise<void> {
    const target = { url, repository: repository.name };
    const found = ['found-1', 'found-2', 'v1.0.1', 'v1.0.2', 'v1.1.1'];
    for (const tag of found) {
      const thing = imageOf(this.#name(tag), { layers: ['base', tag] });
      for (const blob of thing.blobs) await putBlob(target, blob);
      await putManifest(target, tag, thing);
      repository.tag(tag, thing, this.day, this.#batch, { pushedDay: null });
    }
  }

  #form(tag: string): Thing {
    const name = this.#name(tag);
    if (tag.startsWith('exp')) return imageOf(name, { expiresAfter: this.#random(EXPIRES_AFTER)! });
    const forms = [
      () => imageOf(name, { layers: [this.#random(SHARED_LAYERS)!, this.#random(SHARED_LAYERS)!, name] }),
      () => imageOf(name, { layers: [this.#random(SHARED_LAYERS)!, name], created: '2026-01-15T08:30:00Z' }),
      () => multiArch(name),
      () => nested(name),
      () => artifactOf(name),
    ];
    return this.#random(forms)!();
  }

  async #refer(repository: ModelRepository, subject: Thing): Promise<void> {
    const thing = referrerOf(subject, this.#name('note'));
    await this.client.push(repository.name, thing.digest, thing);
    repository.know(thing, this.day);
    if (this.luck.next() < 0.3) await this.#list(repository, subject.digest);
  }

  /** What older clients do after a push of what belongs to another: they write the list of all such themselves. */
  async #list(repository: ModelRepository, subject: string): Promise<void> {
    const list = listOf(repository.referrersOf(subject));
    await this.client.putManifest(repository.name, subject.replace(':', '-'), list);
  }

  async #sign(repository: ModelRepository, subject: Thing, touched?: Touched): Promise<void> {
    const { tag, thing } = signatureOf(subject);
    await this.client.push(repository.name, tag, thing);
    repository.tag(tag, thing, this.day, this.#batch, { attachedTo: subject.digest });
    touched?.pushed.add(tag);
  }

  #newTag(repository: ModelRepository): string {
    const families = ['pr', 'build', 'v', 'app', 'exp', 'hand', 'misc'];
    const count = (family: string) =>
      [...repository.tags.keys()].filter((name) => name.startsWith(family)).length;
    const family = this.#random(families.filter((one) => count(one) < MOST_OF_FAMILY)) ?? 'pr';
    if (family === 'v') return `v1.${this.luck.between(0, 2)}.${++this.#count + 10}`;
    const wip = family === 'pr' && this.luck.next() < 0.2 ? '-wip' : '';
    return `${family}-${++this.#count}${wip}`;
  }

  #isFamily(tag: string): boolean {
    return /^(pr|build|app|exp|misc)-/.test(tag);
  }

  /** What signatures hang on is not shared by name with what is deleted by hand. */
  #mayShare(repository: ModelRepository, name: string): boolean {
    return this.#isFamily(name) && repository.tags.get(name)!.attachedTo === null && !name.startsWith('exp');
  }

  async #must(method: 'GET' | 'HEAD', path: string): Promise<void> {
    const { status } = await this.client.ask(method, path);
    if (status !== 200) throw new Error(`${method} ${path} answered ${status}`);
  }

  #name(of: string): string {
    return `${of}-${++this.#count}`;
  }

  #random<T>(items: readonly T[]): T | undefined {
    return items[this.luck.between(0, items.length - 1)];
  }

  #some<T>(items: readonly T[], most: number): T[] {
    return this.luck.shuffled(items).slice(0, this.luck.between(0, most));
  }
}
