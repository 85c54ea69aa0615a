import { deleteSetting, getSetting, putSetting } from './settings.ts';

/** Setting of the last full reconcile: `{ at: RFC 3339 }`. There from the first one on. */
export const FULL_RECONCILE = 'reconcile.full';

let seen = false;

/** True once a reconcile has gone through everything upstream. It never becomes false again, so the answer is kept. */
export async function hasFullReconcile(): Promise<boolean> {
  seen ||= (await getSetting(FULL_RECONCILE)) !== undefined;
  return seen;
}

/** Setting of a reconcile under way: `{ last: repository, clean, at: RFC 3339 }`. */
const PROGRESS = 'reconcile.progress';
/** A run cut off longer ago than this begins anew: too much may have changed behind where it stood. */
const RESUMABLE_FOR_MS = 24 * 60 * 60 * 1000;

/** How far a run has come: the last repository of the catalog it has done, and whether all so far could be read. */
export type Reached = { last: string; clean: boolean };

/** How far a cut-off run had come, or null. */
export async function loadProgress(): Promise<Reached | null> {
  const value = (await getSetting(PROGRESS)) as (Reached & { at: string }) | undefined;
  return value && Date.now() - Date.parse(value.at) < RESUMABLE_FOR_MS ? value : null;
}

export async function saveProgress(reached: Reached): Promise<void> {
  await putSetting(PROGRESS, { ...reached, at: new Date().toISOString() });
}

/** Setting of the last reconcile that ended: `{ at, report }`. */
export const LAST_RECONCILE = 'reconcile.last';

/** Ends a run. `complete`: it saw everything upstream, so that the index may be believed about what is not there. */
export async function finishReconcile(result: { complete: boolean; report: object }): Promise<void> {
  const at = new Date().toISOString();
  await putSetting(LAST_RECONCILE, { at, report: result.report });
  if (result.complete) await putSetting(FULL_RECONCILE, { at });
  await deleteSetting(PROGRESS);
}
