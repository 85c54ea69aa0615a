import type { Outcome } from './storm-client.ts';

/** A tag's digest; null: no such tag. */
export type State = string | null;

/**
 * What may be on a tag by the answers that its one writer got. The writes of one writer follow each other, so an acknowledged
 * one settles all before it; one whose outcome is unknown adds what it would have made.
 */
export class Writer {
  readonly possible: Set<State>;
  /** Digests that were acknowledged and then moved off: nobody deleted them, so they stay pullable by digest. */
  readonly superseded = new Set<string>();
  readonly story: string[] = [];

  constructor(initial: State) {
    this.possible = new Set([initial]);
  }

  /** What is surely on the tag, or undefined. */
  get certain(): State | undefined {
    return this.possible.size === 1 ? [...this.possible][0] : undefined;
  }

  pushed(digest: string, outcome: Outcome): void {
    const before = this.certain;
    if (outcome === 'done' && before && before !== digest) this.superseded.add(before);
    this.#wrote(digest, outcome);
  }

  deleted(outcome: Outcome): void {
    if (outcome === 'absent' && !this.possible.has(null))
      throw new Error(`a tag that must be there was not found: ${this.story.join(', ')}`);
    // Moved: a push whose answer was lost came to pass while the delete waited for it.
    if (outcome === 'moved' && this.certain !== undefined)
      throw new Error(`a tag that only one writes to was moved: ${this.story.join(', ')}`);
    this.#wrote(null, outcome);
  }

  #wrote(state: State, outcome: Outcome): void {
    this.story.push(`${outcome} ${state ?? 'delete'}`);
    if (outcome === 'done') this.possible.clear();
    if (outcome === 'done' || outcome === 'unknown') this.possible.add(state);
  }
}

/** A tag and all who write to it; several: it ends on what any of them may have left there. */
export type StormTag = { repository: string; tag: string; writers: Writer[] };

export function mayBe({ writers }: StormTag, state: State): boolean {
  return writers.some(({ possible }) => possible.has(state));
}
