import { sampleManifests } from '#lib/db/sample-manifests.ts';
import { deleteSetting, getSetting, putSetting } from '#lib/db/settings.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { each } from '#lib/registry/each.ts';
import { headManifest } from '#lib/registry/manifests.ts';

/** Setting that keeps deletes off: `{ message }`. */
const DISTRUST = 'upstream.distrust';

/** Enough known digests that a wrong or empty volume is never taken for the right one. */
const SAMPLE = 20;
/** More than this share of the sample gone is not what single damaged files look like. */
const MAX_SHARE_GONE = 0.25;

/** Why nothing is deleted at present, or null. */
export async function distrust(): Promise<string | null> {
  const value = await getSetting(DISTRUST);
  return typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : null;
}

/** @throws AppError UNAVAILABLE while upstream seems to have lost what the index knows */
export async function requireTrust(): Promise<void> {
  const message = await distrust();
  if (message !== null) throw new AppError('UNAVAILABLE', message);
}

/**
 * Asks upstream for a random sample of what the index knows. If much of it is gone, the wrong volume is mounted or a
 * backup is being restored, and deletes stay off until a later check answers well. @returns whether upstream is trusted
 */
export async function checkUpstream(): Promise<boolean> {
  const sample = await sampleManifests(SAMPLE);
  const answers = await each(sample, ({ repository, digest }) => headManifest(repository, digest));
  const gone = answers.filter((answer) => answer === null).length;
  if (gone === 0 || gone / sample.length <= MAX_SHARE_GONE) {
    await deleteSetting(DISTRUST);
    return true;
  }
  await putSetting(DISTRUST, {
    message: `Deletes are off: ${gone} of ${sample.length} images that Lighter knows are not in the registry. Check that its storage is the right one, then run "lighter reconcile".`,
  });
  return false;
}
