import type { HistoryEntry } from './image-config.ts';

/** A step of a build in order; `layer` is null where it changed only the configuration. */
export type Step<Layer> = {
  instruction: string;
  comment: string | null;
  createdAt: string | null;
  layer: Layer | null;
};

/**
 * Puts the layers of an image to the steps that made them: the n-th layer is that of the n-th history entry that is not
 * empty (image spec 1.1, "Image Configuration", history). Builders that squash or append write histories that do not
 * add up; then no layer is put to a step, rather than to the wrong one, and the layers follow by themselves.
 */
export function buildSteps<Layer>(history: readonly HistoryEntry[], layers: readonly Layer[]): Step<Layer>[] {
  const addsUp = history.filter((entry) => !entry.empty).length === layers.length;
  let next = 0;
  const steps = history.map((entry): Step<Layer> => ({
    instruction: instruction(entry.createdBy),
    comment: meaningful(entry.comment),
    createdAt: entry.created,
    layer: addsUp && !entry.empty ? layers[next++]! : null,
  }));
  return addsUp ? steps : [...steps, ...layers.map(unexplained)];
}

/**
 * A `created_by` as its Dockerfile line: the shell that ran it, the classic builder's `#(nop)`, build arguments
 * (`|1 A=b`) and BuildKit's marker are taken off. Text of other builders stays as it is.
 */
export function instruction(createdBy: string): string {
  const line = withoutMark(createdBy.trim());
  const nop = NOP.exec(line);
  if (nop) return nop[1]!.trim();
  const run = SHELL.exec(line);
  return run ? `RUN ${run[1]!.trim()}` : line;
}

/** BuildKit ends what it made with this remark. */
const BUILDKIT_MARK = '# buildkit';

/** The classic builder's word for a step that ran nothing: `/bin/sh -c #(nop)  CMD ["sh"]`. */
const NOP = /^(?:\S+ (?:-\S+|\/\S+)(?: \/\S+)* )?#\(nop\) ?(.*)$/s;

/** A command in the image's shell, after `RUN` (BuildKit) or alone (classic), with build arguments counted by `|n`. */
const SHELL = /^(?:RUN )?(?:\|\d+ .*?)?(?:\/bin\/(?:ba|a|da)?sh -(?:[a-z]*c)|cmd \/S \/C) (.*)$/s;

/** BuildKit writes the name of its frontend to every step, which says nothing about the step. */
const FRONTEND = 'buildkit.dockerfile.v0';

function withoutMark(line: string): string {
  return line.endsWith(BUILDKIT_MARK) ? line.slice(0, -BUILDKIT_MARK.length).trimEnd() : line;
}

function meaningful(comment: string | null): string | null {
  return comment === FRONTEND ? null : comment;
}

function unexplained<Layer>(layer: Layer): Step<Layer> {
  return { instruction: '', comment: null, createdAt: null, layer };
}
