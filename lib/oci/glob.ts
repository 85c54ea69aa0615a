import { AppError } from '../errors/app-error.ts';
import type { GlobNode } from './glob-syntax.ts';
import { parseGlob } from './glob-syntax.ts';

export { MAX_GLOB_LENGTH } from './glob-syntax.ts';

/** Says whether the whole of a tag or repository name matches. */
export type GlobMatcher = (text: string) => boolean;

/**
 * Makes the matcher of a glob over tags or repository names; keep it, it learns while it matches. It takes time linear in
 * the text for every pattern, unlike a RegExp made of the glob: patterns come from users, names from whoever pushes.
 *
 * `*` any characters within one path segment, also none; `**` any across segments; a segment that is `**` also stands for
 * no segment (`**` and then `/api` matches `api`); `?` one character but `/`; `{a,b}` one of them, which may hold wildcards and be
 * empty; all else stands for itself, in its case.
 * @throws AppError REQUEST_INVALID saying what is wrong and where
 */
export function compileGlob(pattern: string): GlobMatcher {
  const parsed = parseGlob(pattern);
  if ('problem' in parsed) throw new AppError('REQUEST_INVALID', parsed.problem);
  const machine = new Machine(parsed.nodes);
  return (text) => machine.accepts(text);
}

/** Says whether the pattern matches some text that begins with `prefix`. @throws AppError as `compileGlob` */
export function globMayBegin(pattern: string): GlobMatcher {
  const parsed = parseGlob(pattern);
  if ('problem' in parsed) throw new AppError('REQUEST_INVALID', parsed.problem);
  const machine = new Machine(parsed.nodes);
  return (prefix) => machine.goesOnAfter(prefix);
}

/** What is wrong with a pattern, as a sentence; null when nothing is. */
export function globProblem(pattern: string): string | null {
  const parsed = parseGlob(pattern);
  return 'problem' in parsed ? parsed.problem : null;
}

/** A matcher of what any of the patterns matches; of no patterns, nothing. @throws AppError as `compileGlob` */
export function compileGlobs(patterns: string[]): GlobMatcher {
  const matchers = patterns.map(compileGlob);
  return (text) => matchers.some((matches) => matches(text));
}

/** A state of the nondeterministic machine: reads one character and goes on, or goes on to all of `to` at once. */
type State = { reads: (code: number) => boolean; to: number } | { to: number[] } | 'end';

/** A set of such states, which is one state of the machine that never guesses; `after` is filled as texts come by. */
type StateSet = { members: number[]; accepting: boolean; after: Map<number, StateSet> };

/** Some patterns have exponentially many sets: past so many (some MB) all are forgotten, and made again as needed. */
const MAX_SETS = 2_000;

const SLASH = 47;
const anything = () => true;
const notSlash = (code: number) => code !== SLASH;

/** Thompson's construction, run by subsets that are made on demand and kept. */
class Machine {
  readonly #states: State[] = ['end'];
  readonly #sets = new Map<string, StateSet>();
  readonly #start: number;

  constructor(nodes: GlobNode[]) {
    this.#start = this.#add(nodes, 0);
  }

  accepts(text: string): boolean {
    return this.#after(text).accepting;
  }

  /** Every state leads to the end by some text: one that is left has a future. */
  goesOnAfter(prefix: string): boolean {
    return this.#after(prefix).members.length > 0;
  }

  #after(text: string): StateSet {
    let set = this.#set([this.#start]);
    for (let i = 0; i < text.length && set.members.length > 0; i++) {
      const code = text.charCodeAt(i);
      let next = set.after.get(code);
      if (!next) {
        next = this.#step(set, code);
        set.after.set(code, next);
      }
      set = next;
    }
    return set;
  }

  /** Adds the states of `nodes`, which go on to `next`. @returns the first of them */
  #add(nodes: GlobNode[], next: number): number {
    return nodes.reduceRight((to, node) => this.#addNode(node, to), next);
  }

  #addNode(node: GlobNode, next: number): number {
    switch (node.kind) {
      case 'text':
        return [...node.text].reduceRight((to, char) => {
          const wanted = char.charCodeAt(0);
          return this.#push({ reads: (code) => code === wanted, to });
        }, next);
      case 'one':
        return this.#push({ reads: notSlash, to: next });
      case 'many':
        return this.#loop(node.across ? anything : notSlash, next);
      case 'segments': {
        const slash = this.#push({ reads: (code) => code === SLASH, to: next });
        return this.#push({ to: [next, this.#loop(anything, slash)] });
      }
      case 'either':
        return this.#push({ to: node.options.map((option) => this.#add(option, next)) });
    }
  }

  #loop(reads: (code: number) => boolean, next: number): number {
    const fork = { to: [next] };
    const at = this.#push(fork);
    fork.to.push(this.#push({ reads, to: at }));
    return at;
  }

  #push(state: State): number {
    return this.#states.push(state) - 1;
  }

  #step(set: StateSet, code: number): StateSet {
    const to: number[] = [];
    for (const member of set.members) {
      const state = this.#states[member]!;
      if (state !== 'end' && 'reads' in state && state.reads(code)) to.push(state.to);
    }
    return this.#set(to);
  }

  #set(from: number[]): StateSet {
    const members = this.#closure(from);
    const key = members.join();
    const known = this.#sets.get(key);
    if (known) return known;
    if (this.#sets.size >= MAX_SETS) this.#sets.clear();
    const set = { members, accepting: members[0] === 0, after: new Map<number, StateSet>() };
    this.#sets.set(key, set);
    return set;
  }

  /** The states that read, or end, that `from` comes to without reading; in order, the end first. */
  #closure(from: number[]): number[] {
    const seen = new Set<number>();
    const waiting = [...from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const state = this.#states[at]!;
      if (state !== 'end' && !('reads' in state)) waiting.push(...state.to);
    }
    return [...seen].filter((at) => this.#stays(at)).sort((a, b) => a - b);
  }

  #stays(at: number): boolean {
    const state = this.#states[at]!;
    return state === 'end' || 'reads' in state;
  }
}
