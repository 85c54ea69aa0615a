import { setTimeout as sleep } from 'node:timers/promises';
import { OCI_EMPTY, OCI_IMAGE } from '#lib/oci/media-types.ts';
import { descriptor, imageIndex, json, smallImages, type Image, type ImageIndex } from './images.ts';
import { StormClient, type Outcome } from './storm-client.ts';
import type { Parts } from './storm-parts.ts';
import type { Chance } from './storm-random.ts';
import { Writer, type State, type StormTag } from './storm-tag.ts';

const REPOSITORIES = 3;
/** Of a repository: as many writers as make about a hundred over all. */
const NEW_TAGS = 12;
const MOVING_TAGS = 6;
const DOOMED_TAGS = 6;
const BATCHES = 3;
const TAGS_A_BATCH = 6;
const CONTESTED_BY = 3;
const REFERRERS = 3;
/** A writer whose answer was lost asks again, or leaves it at that; what an operation left its key on is busy for up to 10 s. */
const ASKS_AGAIN = 0.35;
const TRIES = 3;
const PAUSE_MS = 400;

/** Repositories full of tags, the writers that are going to be at them, and what must come of it. */
export class StormWork {
  readonly tags: StormTag[] = [];
  /** By repository: referrers of `subject` that were acknowledged. */
  readonly referrers: { repository: string; subject: string; acknowledged: Set<string> }[] = [];
  /** Exact bytes of all that was ever pushed. */
  readonly images = new Map<string, Image | ImageIndex>();
  /** Writes that have begun. */
  begun = 0;
  readonly #client: StormClient;
  readonly #chance: Chance;
  readonly #lanes: (() => Promise<void>)[] = [];
  #preparing: [repository: string, tag: string, image: Image | ImageIndex][] = [];

  constructor(parts: Parts, chance: Chance, name: string) {
    this.#client = new StormClient(parts);
    this.#chance = chance;
    for (let i = 0; i < REPOSITORIES; i++) this.#plan(`storm/${name}-${i}`);
  }

  get writers(): number {
    return this.#lanes.length;
  }

  /** Pushes what is there before the storm. */
  async prepare(): Promise<void> {
    const waiting = this.#preparing;
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        if ((await this.#client.push(...next)) !== 'done')
          throw new Error(`${next[0]}:${next[1]} was not pushed`);
    };
    await Promise.all(Array.from({ length: 8 }, lane));
  }

  /** Everybody writes at once; ends when all have their answers. */
  async run(): Promise<void> {
    const ends = await Promise.allSettled(this.#chance.shuffled(this.#lanes).map((lane) => lane()));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #plan(repository: string): void {
    const images = smallImages(200, repository);
    const next = () => this.#know(images.pop()!);
    const shared = next();
    for (const tag of ['keep-1', 'keep-2']) this.#tag(repository, tag, shared);
    const multi = this.#know(imageIndex([next(), next()]));
    this.#tag(repository, 'multi-keep', multi);
    this.#deleting(this.#tag(repository, 'multi-gone', multi), next);
    for (let i = 0; i < NEW_TAGS; i++) this.#pushing(this.#tag(repository, `new-${i}`, null), next);
    for (let i = 0; i < MOVING_TAGS; i++) this.#pushing(this.#tag(repository, `move-${i}`, next()), next);
    for (let i = 0; i < DOOMED_TAGS; i++) this.#deleting(this.#tag(repository, `gone-${i}`, shared), next);
    for (let i = 0; i < BATCHES; i++) {
      const names = Array.from({ length: TAGS_A_BATCH }, (_, n) => `batch-${i}-${n}`);
      this.#deletingMany(names.map((tag) => this.#tag(repository, tag, shared)));
    }
    const index = this.#know(imageIndex([next(), next()]));
    const indexTag = this.#tag(repository, 'multi-new', null);
    this.#lane(() => this.#write(indexTag, indexTag.writers[0]!, index));
    const contested = this.#tag(repository, 'contested', null, CONTESTED_BY);
    for (const writer of contested.writers) this.#pushing({ ...contested, writers: [writer] }, next);
    this.#referring(repository, shared);
  }

  #know<T extends Image | ImageIndex>(image: T): T {
    this.images.set(image.digest, image);
    for (const child of 'images' in image ? image.images : []) this.images.set(child.digest, child);
    return image;
  }

  #tag(repository: string, tag: string, initial: Image | ImageIndex | null, writers = 1): StormTag {
    if (initial) this.#preparing.push([repository, tag, initial]);
    const state: State = initial?.digest ?? null;
    const one = { repository, tag, writers: Array.from({ length: writers }, () => new Writer(state)) };
    this.tags.push(one);
    return one;
  }

  #lane(work: () => Promise<unknown>): void {
    this.#lanes.push(async () => {
      // Not all in the same millisecond: what is killed has some of each under way.
      await sleep(this.#chance.next() * 300);
      await work();
    });
  }

  /** Two or three images after each other; now and then the tag is deleted at the end. */
  #pushing(tag: StormTag, next: () => Image): void {
    const images = Array.from({ length: this.#chance.between(2, 3) }, next);
    const deletes = tag.tag !== 'contested' && this.#chance.next() < 0.3;
    const [writer] = tag.writers;
    this.#lane(async () => {
      for (const image of images) if (!(await this.#write(tag, writer!, image))) return;
      if (deletes) await this.#write(tag, writer!, null);
    });
  }

  /** The tag is deleted; now and then it comes back with another image. */
  #deleting(tag: StormTag, next: () => Image): void {
    const again = this.#chance.next() < 0.5 ? next() : null;
    const [writer] = tag.writers;
    this.#lane(async () => {
      if ((await this.#write(tag, writer!, null)) && again) await this.#write(tag, writer!, again);
    });
  }

  #deletingMany(tags: StormTag[]): void {
    const names = tags.map(({ tag }) => tag);
    this.#lane(() =>
      this.#insist(async () => {
        this.begun++;
        const result = await this.#client.deleteTags(tags[0]!.repository, names);
        for (const { tag, writers } of tags) writers[0]!.deleted(outcomeOf(tag, result));
        return result ? 'done' : 'unknown';
      }),
    );
  }

  #referring(repository: string, subject: Image): void {
    const acknowledged = new Set<string>();
    this.referrers.push({ repository, subject: subject.digest, acknowledged });
    for (let i = 0; i < REFERRERS; i++) {
      const config = json(OCI_EMPTY, {});
      const value = {
        schemaVersion: 2,
        mediaType: OCI_IMAGE,
        artifactType: 'application/vnd.storm.note',
        config: descriptor(config),
        layers: [descriptor(config)],
        subject: descriptor(subject),
        annotations: { note: `${repository} ${i}` },
      };
      const note: Image = { ...json(OCI_IMAGE, value), blobs: [config], architecture: 'none' };
      this.images.set(note.digest, note);
      this.#lane(() =>
        this.#insist(async () => {
          this.begun++;
          const outcome = await this.#client.push(repository, note.digest, note);
          if (outcome === 'done') acknowledged.add(note.digest);
          return outcome;
        }),
      );
    }
  }

  /** One write of a tag, again now and then while its outcome is not known. @returns whether the writer goes on */
  async #write(
    { repository, tag }: StormTag,
    writer: Writer,
    image: Image | ImageIndex | null,
  ): Promise<boolean> {
    const last = await this.#insist(async () => {
      this.begun++;
      if (!image) {
        const outcome = await this.#client.deleteTag(repository, tag);
        writer.deleted(outcome);
        return outcome;
      }
      const outcome = await this.#client.push(repository, tag, image);
      if (outcome) writer.pushed(image.digest, outcome);
      return outcome;
    });
    return last === 'done';
  }

  async #insist(write: () => Promise<Outcome | null>): Promise<Outcome | null> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await write();
      if (outcome !== null && outcome !== 'unknown') return outcome;
      // What was never sent is asked again in any case: nothing is busy with it.
      const again = outcome === null || this.#chance.next() < ASKS_AGAIN;
      if (attempt === TRIES || !again) return outcome;
      await sleep(PAUSE_MS * (1 + this.#chance.next()));
    }
  }
}

function outcomeOf(tag: string, result: Awaited<ReturnType<StormClient['deleteTags']>>): Outcome {
  if (!result) return 'unknown';
  if (result.deleted.includes(tag)) return 'done';
  return result.moved.includes(tag) ? 'moved' : 'absent';
}
