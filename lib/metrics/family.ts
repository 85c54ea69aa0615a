type Label = string | number;

/** What `render` needs of a family: its lines, each sample with `constant` (`name="value"` pairs) among its labels. */
export type Family = { lines(constant: string): string[] };

/** A number for each combination of up to three labels; the caller keeps their values few. No text is made until it is read. */
export class Count implements Family {
  readonly #cells = new Map<Label, Map<Label, Map<Label, number>>>();
  readonly #head: string[];
  readonly #name: string;
  readonly #labels: readonly string[];

  constructor(type: 'counter' | 'gauge', name: string, help: string, labels: readonly string[] = []) {
    this.#head = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
    this.#name = name;
    this.#labels = labels;
    if (labels.length === 0) this.add(0);
  }

  add(by: number, a: Label = '', b: Label = '', c: Label = ''): void {
    let ofA = this.#cells.get(a);
    if (!ofA) this.#cells.set(a, (ofA = new Map<Label, Map<Label, number>>()));
    let ofB = ofA.get(b);
    if (!ofB) ofA.set(b, (ofB = new Map<Label, number>()));
    ofB.set(c, (ofB.get(c) ?? 0) + by);
  }

  lines(constant: string): string[] {
    const lines = [...this.#head];
    for (const [a, ofA] of this.#cells)
      for (const [b, ofB] of ofA)
        for (const [c, value] of ofB)
          lines.push(`${this.#name}${labelled(constant, this.#labels, [a, b, c])} ${value}`);
    return lines;
  }
}

type Spread = { buckets: number[]; sum: number; count: number };

/** How often something took how many seconds, for each value of one label at most. */
export class Histogram implements Family {
  readonly #spreads = new Map<Label, Spread>();
  readonly #head: string[];
  readonly #name: string;
  readonly #labels: readonly string[];
  readonly #bounds: readonly number[];

  constructor(name: string, help: string, bounds: readonly number[], label?: string) {
    this.#head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
    this.#name = name;
    this.#labels = label === undefined ? [] : [label];
    this.#bounds = bounds;
  }

  observe(seconds: number, label: Label = ''): void {
    let spread = this.#spreads.get(label);
    if (!spread) {
      spread = { buckets: this.#bounds.map(() => 0), sum: 0, count: 0 };
      this.#spreads.set(label, spread);
    }
    const bucket = this.#bounds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) spread.buckets[bucket]! += 1;
    spread.sum += seconds;
    spread.count += 1;
  }

  lines(constant: string): string[] {
    const lines = [...this.#head];
    for (const [label, { buckets, sum, count }] of this.#spreads) {
      let below = 0;
      for (const [i, bound] of this.#bounds.entries()) {
        below += buckets[i]!;
        lines.push(
          `${this.#name}_bucket${labelled(constant, [...this.#labels, 'le'], this.#values(label, bound))} ${below}`,
        );
      }
      lines.push(
        `${this.#name}_bucket${labelled(constant, [...this.#labels, 'le'], this.#values(label, '+Inf'))} ${count}`,
      );
      const own = labelled(constant, this.#labels, [label]);
      lines.push(`${this.#name}_sum${own} ${sum}`, `${this.#name}_count${own} ${count}`);
    }
    return lines;
  }

  #values(label: Label, bound: Label): Label[] {
    return this.#labels.length === 0 ? [bound] : [label, bound];
  }
}

/** Prometheus's text format: backslash, quote and line feed are escaped in a label's value. */
function labelled(constant: string, names: readonly string[], values: readonly Label[]): string {
  const pairs = names.map((name, i) => `${name}="${escape(String(values[i] ?? ''))}"`);
  if (constant !== '') pairs.unshift(constant);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
