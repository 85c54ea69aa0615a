/** What one bench found: times in milliseconds; `bar`: what no median may exceed. */
export type Bench = { name: string; about: string; bar: number; figures: Figure[] };
/** `row` and `column`: its place in the table. */
export type Figure = { row: string; column: string; median: number; slowest: number };

/** What any bench gives: lines for people, the same for programs, and whether every bar was met. */
export type Report = { text: string[]; json: object; passed: boolean };

/** Prints what was found, and makes the program end with 1 when a bar was missed. */
export function print({ text, json, passed }: Report, options: { json: boolean }): void {
  if (!passed) process.exitCode = 1;
  if (options.json) console.log(JSON.stringify({ ...json, passed }));
  else console.log(`\n${text.join('\n')}`);
}

/** Times against one bar. */
export function report(bench: Bench): Report {
  const over = bench.figures.filter((figure) => figure.median > bench.bar);
  const slowest = Math.max(...bench.figures.map((figure) => figure.median));
  return {
    passed: over.length === 0,
    json: bench,
    text: [
      `${bench.name}: ${bench.about}`,
      '',
      ...table(bench.figures),
      '',
      `Slowest median ${milliseconds(slowest).trim()}, ${over.length} of ${bench.figures.length} over ${bench.bar} ms.`,
    ],
  };
}

/** Runs `work` `rounds` times, after once unmeasured, and gives the middle and the slowest time. */
export async function measure(
  rounds: number,
  work: () => Promise<unknown>,
): Promise<Pick<Figure, 'median' | 'slowest'>> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(rounds / 2)]!, slowest: times.at(-1)! };
}

/** Medians: a line a row, a column a column. */
function table(figures: Figure[]): string[] {
  const rows = [...new Set(figures.map((figure) => figure.row))];
  const columns = [...new Set(figures.map((figure) => figure.column))];
  const width = Math.max(...rows.map((row) => row.length));
  const cell = (row: string, column: string) => {
    const figure = figures.find((one) => one.row === row && one.column === column);
    return figure ? milliseconds(figure.median) : '';
  };
  const line = (label: string, cells: string[]) =>
    [label.padEnd(width), ...cells.map((text) => text.padStart(CELL))].join('  ').trimEnd();
  return [
    line('', columns),
    ...rows.map((row) =>
      line(
        row,
        columns.map((column) => cell(row, column)),
      ),
    ),
  ];
}

const CELL = 10;

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
