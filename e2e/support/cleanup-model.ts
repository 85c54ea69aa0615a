import { descend, type Thing } from './cleanup-things.ts';

/** A tag by what its client was told. Days count from the beginning of the test. */
export type TagFact = {
  digest: string;
  /** Null: found upstream. */
  pushedDay: number | null;
  seenDay: number;
  /** What was pushed at the same time has the same: which of them is newer, nobody says. */
  batch: number;
  /** The last use that is surely known, and the last that may be. */
  used: number | null;
  maybeUsed: number | null;
  locked: boolean;
  /** The digest that it belongs to by its name. */
  attachedTo: string | null;
};

/** A manifest. `root`: why it stays without a tag or an index, and since when. */
export type ThingFact = {
  thing: Thing;
  pushedDay: number;
  root: 'untagged' | 'replaced' | null;
  since: number;
  used: number | null;
  maybeUsed: number | null;
};

/** What a repository must hold, by what was done to it. Knows nothing of the index. */
export class ModelRepository {
  readonly name: string;
  readonly tags = new Map<string, TagFact>();
  readonly things = new Map<string, ThingFact>();
  readonly pins = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  /** It came here, and all that is under it. */
  know(thing: Thing, day: number): void {
    for (const one of descend(thing)) {
      const known = this.things.get(one.digest);
      if (known) known.pushedDay = day;
      else
        this.things.set(one.digest, {
          thing: one,
          pushedDay: day,
          root: null,
          since: day,
          used: null,
          maybeUsed: null,
        });
    }
  }

  /** A tag was pushed. @returns the digest that it was moved off */
  tag(name: string, thing: Thing, day: number, batch: number, more: Partial<TagFact> = {}): string | null {
    this.know(thing, day);
    this.things.get(thing.digest)!.root = null;
    const before = this.tags.get(name);
    const same = before?.digest === thing.digest;
    this.tags.set(name, {
      digest: thing.digest,
      pushedDay: day,
      seenDay: day,
      batch,
      used: before?.used ?? null,
      maybeUsed: before?.maybeUsed ?? null,
      locked: false,
      attachedTo: null,
      ...more,
    });
    if (!before || same) return null;
    this.leave(before.digest, day);
    return before.digest;
  }

  /** A manifest was pushed by its digest, and nothing needs it. */
  untagged(thing: Thing, day: number): void {
    this.know(thing, day);
    const fact = this.things.get(thing.digest)!;
    fact.root = 'untagged';
    fact.since = day;
  }

  /** A tag was moved off: the last one leaves it behind. */
  leave(digest: string, day: number): void {
    const fact = this.things.get(digest)!;
    if (this.tagsOn(digest).length > 0) return;
    fact.root = 'replaced';
    fact.since = day;
  }

  tagsOn(digest: string): string[] {
    return [...this.tags].filter(([, fact]) => fact.digest === digest).map(([name]) => name);
  }

  thing(digest: string): Thing {
    return this.things.get(digest)!.thing;
  }

  /** What belongs to a manifest by its field. */
  referrersOf(digest: string): Thing[] {
    return [...this.things.values()].map(({ thing }) => thing).filter(({ subject }) => subject === digest);
  }

  /** Digests that a cluster may run: nobody runs a signature or a note. */
  running(): string[] {
    const attached = new Set(
      [...this.tags.values()].filter(({ attachedTo }) => attachedTo !== null).map(({ digest }) => digest),
    );
    return [...this.alive()].filter((digest) => this.thing(digest).subject === null && !attached.has(digest));
  }

  parentsOf(digest: string): string[] {
    return [...this.things.values()]
      .filter(({ thing }) => thing.children.some((child) => child.digest === digest))
      .map(({ thing }) => thing.digest);
  }

  /** Digests that must be here: what tags and roots hold, all under it, and what belongs to any of it. */
  alive(): Set<string> {
    const reached = new Set([...this.tags.values()].map(({ digest }) => digest));
    for (const [digest, { root }] of this.things) if (root) reached.add(digest);
    // A Set gives what is added while it is walked, too.
    for (const digest of reached) {
      for (const child of this.thing(digest).children) reached.add(child.digest);
      for (const referrer of this.referrersOf(digest)) reached.add(referrer.digest);
    }
    return reached;
  }

  /** Forgets what is gone. @returns it */
  bury(): Thing[] {
    const alive = this.alive();
    const dead = [...this.things.values()]
      .map(({ thing }) => thing)
      .filter(({ digest }) => !alive.has(digest));
    for (const { digest } of dead) {
      this.things.delete(digest);
      this.pins.delete(digest);
    }
    return dead;
  }
}

/** The time that a use of a tag, or of anything under it, was last seen. */
export function lastUse(
  repository: ModelRepository,
  digest: string,
  tag: TagFact | null,
  how: 'used' | 'maybeUsed',
) {
  const beneath = descend(repository.thing(digest)).map(
    (one) => repository.things.get(one.digest)?.[how] ?? null,
  );
  const times = [tag?.[how] ?? null, ...beneath].filter((time) => time !== null);
  return times.length === 0 ? null : Math.max(...times);
}
