import type { BuildStep, ManifestDetail } from '#lib/schemas/repositories.ts';

/** A step with its number, or a fold of steps that follow each other and wrote no files. */
export type LayerRow =
  { kind: 'step'; number: number; step: BuildStep } | { kind: 'fold'; first: number; count: number };

export type LayerOrder = 'build' | 'largest';

/** The rows of the layers table. `unfolded`: all, or the number of the first step of each open fold. */
export function layerRows(
  steps: readonly BuildStep[],
  order: LayerOrder,
  unfolded: 'all' | ReadonlySet<number>,
): LayerRow[] {
  const numbered = steps.map((step, index): LayerRow => ({ kind: 'step', number: index + 1, step }));
  if (order === 'largest')
    return numbered.filter((row) => sizeOf(row) > 0).sort((a, b) => sizeOf(b) - sizeOf(a));
  return unfolded === 'all' ? numbered : fold(numbered, unfolded);
}

/** Steps as the history tells; one for each layer where there is no history. */
export function stepsOf({ steps, layers }: Pick<ManifestDetail, 'steps' | 'layers'>): BuildStep[] {
  if (steps.length > 0) return steps;
  return layers.map((layer) => ({ instruction: '', comment: null, createdAt: null, layer }));
}

export function largestOf(steps: readonly BuildStep[]): number {
  return Math.max(1, ...steps.map((step) => step.layer?.size ?? 0));
}

function fold(rows: readonly LayerRow[], unfolded: ReadonlySet<number>): LayerRow[] {
  const folded: LayerRow[] = [];
  for (let at = 0; at < rows.length;) {
    const run = emptyRun(rows, at);
    // A fold of one would hide a line behind a line.
    if (run > 1 && !unfolded.has(at + 1)) folded.push({ kind: 'fold', first: at + 1, count: run });
    else folded.push(...rows.slice(at, at + Math.max(1, run)));
    at += Math.max(1, run);
  }
  return folded;
}

function emptyRun(rows: readonly LayerRow[], from: number): number {
  const end = rows.findIndex((row, index) => index >= from && !isEmpty(row));
  return (end === -1 ? rows.length : end) - from;
}

function isEmpty(row: LayerRow): boolean {
  return row.kind === 'step' && row.step.layer === null;
}

function sizeOf(row: LayerRow): number {
  return row.kind === 'step' ? (row.step.layer?.size ?? 0) : 0;
}
