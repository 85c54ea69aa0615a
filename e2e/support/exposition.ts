/** One line of numbers: `le` and the like are in `labels`. */
export type Sample = { name: string; labels: Record<string, string>; value: number };
export type MetricFamily = { name: string; help: string; type: string; samples: Sample[] };

/**
 * Reads Prometheus's text format 0.0.4, as strictly as its specification allows: HELP and TYPE come first and once, a family's lines
 * follow each other, no sample comes twice, counters end in `_total`, buckets add up. @throws Error that names the line
 */
export function parseExposition(text: string): Map<string, MetricFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, MetricFamily>();
  const seen = new Set<string>();
  const lines = text.slice(0, -1).split('\n');
  let current: MetricFamily | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const [, named, help] = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/.exec(line) ?? [];
    if (named !== undefined && help !== undefined) {
      if (families.has(named)) throw new Error(`twice: ${line}`);
      current = { name: named, help, type: typeIn(lines[++at] ?? '', named), samples: [] };
      families.set(named, current);
      continue;
    }
    const sample = sampleIn(line);
    if (!current || !namesOf(current).includes(sample.name)) throw new Error(`of no family: ${line}`);
    const identity = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(identity)) throw new Error(`twice: ${line}`);
    seen.add(identity);
    current.samples.push(sample);
  }
  for (const family of families.values()) check(family);
  return families;
}

/** The sum of a family's samples with these labels; 0 where there are none. */
export function valueOf(
  families: Map<string, MetricFamily>,
  name: string,
  labels: Record<string, string> = {},
): number {
  const family = families.get(name.replace(/_(bucket|sum|count)$/, '')) ?? families.get(name);
  if (!family) throw new Error(`there is no ${name}`);
  const wanted = Object.entries(labels);
  return family.samples
    .filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

function typeIn(line: string, name: string): string {
  const [, named, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
  if (named !== name || type === undefined) throw new Error(`no TYPE of ${name}: ${line}`);
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`a ${type} named ${name}`);
  return type;
}

function namesOf({ name, type }: MetricFamily): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const NUMBER = /^(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf)$/;

function sampleIn(line: string): Sample {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (!name || !NUMBER.test(value)) throw new Error(`no sample: ${line}`);
  const read: Record<string, string> = {};
  for (let rest = labels; rest !== '';) {
    const [whole, label, escaped] = LABEL.exec(rest) ?? [];
    if (whole === undefined || label === undefined || escaped === undefined || label in read)
      throw new Error(`no labels: ${line}`);
    read[label] = escaped.replace(/\\(.)/g, (_, what: string) => (what === 'n' ? '\n' : what));
    rest = rest.slice(whole.length);
  }
  return { name, labels: read, value: Number(value) };
}

function check({ name, type, samples }: MetricFamily): void {
  if (type !== 'histogram') return;
  const series = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, parts] of series) {
    const buckets = parts.filter((part) => part.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le = '' } }) => (le === '+Inf' ? Infinity : Number(le)));
    const counts = buckets.map(({ value }) => value);
    const count = parts.find((part) => part.name === `${name}_count`)?.value;
    const rises = (values: number[], least: number) =>
      values.every((value, at) => at === 0 || value - values[at - 1]! >= least || value === Infinity);
    if (bounds.at(-1) !== Infinity || !rises(bounds, Number.MIN_VALUE) || !rises(counts, 0))
      throw new Error(`buckets of ${name}${labels} do not rise`);
    if (counts.at(-1) !== count) throw new Error(`buckets of ${name}${labels} do not add up to ${count}`);
    if (!parts.some((part) => part.name === `${name}_sum`)) throw new Error(`${name}${labels} has no sum`);
  }
}
