import { parseImageConfig } from './image-config.ts';

/** Quay's name for how long an image is wanted: `2h`, `3d`, `1w`, from its build or push on. */
const LABEL = 'quay.expires-after';

/** What is longer, or of other characters, is no time: left out, and so never a reason to delete. */
const PLAUSIBLE = /^[0-9A-Za-z]{1,32}$/;

/** The time after which an image says it may go, as it says it: by a label of its config, else by an annotation. */
export function expiresAfterLabel(
  annotations: Readonly<Record<string, string>>,
  config: Buffer | null,
): string | null {
  const label = config?.includes(LABEL) ? parseImageConfig(config)?.settings.labels[LABEL] : undefined;
  return [label, annotations[LABEL]].find((value) => value !== undefined && PLAUSIBLE.test(value)) ?? null;
}
