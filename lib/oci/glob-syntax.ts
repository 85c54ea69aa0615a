/** What a glob is made of; see glob.ts for what it means. */
export type GlobNode =
  | { kind: 'text'; text: string }
  | { kind: 'one' }
  | { kind: 'many'; across: boolean }
  /** Whole segments with the slash after each, also none. */
  | { kind: 'segments' }
  | { kind: 'either'; options: GlobNode[][] };

/** As long as a repository name may be: what is longer is no pattern that someone means. */
export const MAX_GLOB_LENGTH = 255;

/** Characters of tags and repository names. */
const NAME_TEXT = /[A-Za-z0-9._/-]+/y;

/** Reads a pattern, or says what is wrong with it. A character that no name has is refused: it would match nothing. */
export function parseGlob(pattern: string): { nodes: GlobNode[] } | { problem: string } {
  if (pattern === '') return { problem: 'An empty pattern matches nothing: write ** for everything.' };
  if (pattern.length > MAX_GLOB_LENGTH)
    return { problem: `A pattern has at most ${MAX_GLOB_LENGTH} characters.` };
  const reader = new Reader(pattern);
  const nodes = reader.sequence(false);
  return reader.problem === null ? { nodes } : { problem: reader.problem };
}

class Reader {
  problem: string | null = null;
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** Reads up to the end or, within braces, up to the `,` or `}` that ends an option. */
  sequence(inBraces: boolean): GlobNode[] {
    const nodes: GlobNode[] = [];
    while (this.#at < this.#pattern.length && this.problem === null) {
      const char = this.#pattern[this.#at]!;
      if (inBraces && (char === ',' || char === '}')) return nodes;
      const node = this.#node(char);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  #node(char: string): GlobNode | null {
    if (char === '*') return this.#stars();
    if (char === '{') return this.#braces();
    if (char === '?') {
      this.#at++;
      return { kind: 'one' };
    }
    NAME_TEXT.lastIndex = this.#at;
    const text = NAME_TEXT.exec(this.#pattern)?.[0];
    if (text === undefined) return this.#refuse(char);
    this.#at += text.length;
    return { kind: 'text', text };
  }

  #stars(): GlobNode {
    const start = this.#at;
    while (this.#pattern[this.#at] === '*') this.#at++;
    const across = this.#at - start > 1;
    const wholeSegment = start === 0 || '/{,'.includes(this.#pattern[start - 1]!);
    if (!across || !wholeSegment || this.#pattern[this.#at] !== '/') return { kind: 'many', across };
    this.#at++;
    return { kind: 'segments' };
  }

  #braces(): GlobNode | null {
    const start = this.#at++;
    const options = [this.sequence(true)];
    while (this.#pattern[this.#at] === ',' && this.problem === null) {
      this.#at++;
      options.push(this.sequence(true));
    }
    if (this.problem !== null) return null;
    if (this.#pattern[this.#at] !== '}') return this.#fail(`The { at ${start + 1} has no } that closes it.`);
    this.#at++;
    return { kind: 'either', options };
  }

  #refuse(char: string): null {
    if (char === ',') return this.#fail(`The comma at ${this.#at + 1} is not within braces: write {a,b}.`);
    if (char === '}') return this.#fail(`The } at ${this.#at + 1} closes nothing.`);
    return this.#fail(
      `No tag or repository has “${char}” (at ${this.#at + 1}) in its name: a pattern is made of the characters of names, *, **, ? and {a,b}.`,
    );
  }

  #fail(problem: string): null {
    this.problem = problem;
    return null;
  }
}
