type Label = string | number;

/** What a family has counted, to be sent to another process: each row its labels, then its numbers. */
export type Cells = (string | number)[][];

/** Something counted or timed. */
export interface Family {
  readonly name: string;
  /** A gauge says how it is now: what a process that is gone has said counts no more. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  cells(): Cells;
  /** Another one of the same name, with the sum of what several processes have counted. */
  sumOf(parts: readonly Cells[]): Family;
  /** In Prometheus's text format. */
  lines(): string[];
}

/** A number for each combination of up to three labels; the caller keeps their values few. No text is made until it is read. */
export class Count implements Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly #cells = new Map<Label, Map<Label, Map<Label, number>>>();
  readonly #help: string;
  readonly #labels: readonly string[];

  constructor(type: 'counter' | 'gauge', name: string, help: string, labels: readonly string[] = []) {
    this.type = type;
    this.name = name;
    this.#help = help;
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

  cells(): Cells {
    return [...this.#cells].flatMap(([a, ofA]) =>
      [...ofA].flatMap(([b, ofB]) => [...ofB].map(([c, value]) => [a, b, c, value])),
    );
  }

  sumOf(parts: readonly Cells[]): Count {
    const sum = new Count(this.type, this.name, this.#help, this.#labels);
    for (const [a, b, c, value] of parts.flat()) sum.add(Number(value), a, b, c);
    return sum;
  }

  lines(): string[] {
    const samples = this.cells().map(
      ([a = '', b = '', c = '', value]) => `${this.name}${labelled(this.#labels, [a, b, c])} ${value}`,
    );
    return [...head(this, this.#help), ...samples];
  }
}

type Spread = { buckets: number[]; sum: number; count: number };

/** How often something took how many seconds, for each value of one label at most. */
export class Histogram implements Family {
  readonly name: string;
  readonly type = 'histogram';
  readonly #spreads = new Map<Label, Spread>();
  readonly #help: string;
  readonly #label: string | undefined;
  readonly #bounds: readonly number[];

  constructor(name: string, help: string, bounds: readonly number[], label?: string) {
    this.name = name;
    this.#help = help;
    this.#label = label;
    this.#bounds = bounds;
    if (label === undefined) this.#spreadOf('');
  }

  observe(seconds: number, label: Label = ''): void {
    const spread = this.#spreadOf(label);
    const bucket = this.#bounds.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) spread.buckets[bucket]! += 1;
    spread.sum += seconds;
    spread.count += 1;
  }

  cells(): Cells {
    return [...this.#spreads].map(([label, { buckets, sum, count }]) => [label, sum, count, ...buckets]);
  }

  sumOf(parts: readonly Cells[]): Histogram {
    const total = new Histogram(this.name, this.#help, this.#bounds, this.#label);
    for (const [label = '', sum, count, ...buckets] of parts.flat()) {
      const spread = total.#spreadOf(label);
      buckets.forEach((value, at) => (spread.buckets[at]! += Number(value)));
      spread.sum += Number(sum);
      spread.count += Number(count);
    }
    return total;
  }

  lines(): string[] {
    const samples = [...this.#spreads].flatMap(([label, spread]) => this.#samples(label, spread));
    return [...head(this, this.#help), ...samples];
  }

  #samples(label: Label, { buckets, sum, count }: Spread): string[] {
    const names = this.#label === undefined ? [] : [this.#label];
    const values = this.#label === undefined ? [] : [label];
    let below = 0;
    const bucket = (bound: Label, value: number) =>
      `${this.name}_bucket${labelled([...names, 'le'], [...values, bound])} ${value}`;
    const own = labelled(names, values);
    return [
      ...this.#bounds.map((bound, at) => bucket(bound, (below += buckets[at]!))),
      bucket('+Inf', count),
      `${this.name}_sum${own} ${sum}`,
      `${this.name}_count${own} ${count}`,
    ];
  }

  #spreadOf(label: Label): Spread {
    let spread = this.#spreads.get(label);
    if (!spread) {
      spread = { buckets: this.#bounds.map(() => 0), sum: 0, count: 0 };
      this.#spreads.set(label, spread);
    }
    return spread;
  }
}

function head({ name, type }: Family, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** Prometheus's text format: backslash, quote and line feed are escaped in a label's value. */
function labelled(names: readonly string[], values: readonly Label[]): string {
  const pairs = names.map((name, i) => `${name}="${escape(String(values[i] ?? ''))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escape(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
