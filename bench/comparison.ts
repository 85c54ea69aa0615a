import type { Report } from './report.ts';

/** One figure of ours beside those of others, taken in turns in one run. */
export type Line = {
  work: string;
  /** Of all figures of the line. */
  unit: string;
  lighter: number;
  /** The same work by others; empty where the bar is a plain number. */
  others: { name: string; median: number }[];
  /** What must hold, and whether it did. A line without is told for itself. */
  bars: { text: string; met: boolean }[];
};

/** At least `factor` times what the other does; for figures where more is better. */
export function atLeast(factor: number, name: string, lighter: number, other: number): Line['bars'][number] {
  return { text: `≥ ${factor} × ${name}`, met: lighter >= factor * other };
}

export function compare(name: string, about: string, lines: Line[]): Report {
  const missed = lines.flatMap(({ bars }) => bars).filter(({ met }) => !met).length;
  return {
    passed: missed === 0,
    json: { name, about, lines: lines.map((line) => ({ ...line, ratios: ratios(line) })) },
    text: [
      `${name}: ${about}`,
      '',
      ...table(lines),
      '',
      missed === 0 ? 'Every bar is met.' : `${missed} missed.`,
    ],
  };
}

function ratios({ lighter, others }: Line): Record<string, number> {
  return Object.fromEntries(others.map(({ name, median }) => [name, Number((lighter / median).toFixed(2))]));
}

function table(lines: Line[]): string[] {
  const rows = [
    ['work', 'Lighter', 'others', 'ratio', 'bar'],
    ...lines.map((line) => [
      line.work,
      figure(line.lighter, line.unit),
      line.others.map(({ name, median }) => `${name} ${figure(median, line.unit)}`).join(', '),
      Object.entries(ratios(line))
        .map(([name, ratio]) => `${ratio} × ${name}`)
        .join(', '),
      line.bars.map(({ text, met }) => `${met ? 'met' : 'MISSED'} ${text}`).join('; '),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function figure(value: number, unit: string): string {
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

/** Runs each side in turn, `rounds` times, after once unmeasured, so that a noisy moment meets them all. Gives the medians. */
export async function inTurns<Name extends string>(
  rounds: number,
  sides: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const entries = Object.entries(sides) as [Name, () => Promise<number>][];
  const found = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, side] of entries) {
      const value = await side();
      if (round > 0) found.get(name)!.push(value);
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, median(values)])) as Record<
    Name,
    number
  >;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
