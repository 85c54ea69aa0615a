import type { Plan } from './types.ts';

/** A repository of which a plan takes more than it should without being asked. */
export type Guarded = { repository: string; tags: number; deleted: number; percent: number };

/**
 * Repositories whose loss someone has to confirm by name: those that would lose more than `maxPercent` of their tags, or all of
 * them. What wiped repositories elsewhere was a rule meant for a few tags that matched every one.
 */
export function guarded(plan: Pick<Plan, 'repositories'>, maxPercent: number): Guarded[] {
  return plan.repositories.flatMap(({ repository, tags, deleted }) => {
    const percent = tags === 0 ? 0 : (100 * deleted) / tags;
    if (deleted === 0 || (percent <= maxPercent && deleted < tags)) return [];
    return [{ repository, tags, deleted, percent }];
  });
}
