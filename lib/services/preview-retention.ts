import { readRetentionPolicy } from '#lib/db/retention-policies.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { PreviewInput, PreviewResult } from '#lib/schemas/retention-runs.ts';
import { actorOf } from './actor.ts';
import { previewInThread } from './preview-thread.ts';
import { requireProject } from './require-access.ts';

/**
 * What a draft (or, without one, the saved policy) would do now, as a plan that can be looked through and run for a while.
 * Nothing else is stored. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; REQUEST_INVALID without any policy
 */
export async function previewRetention(
  principal: Principal,
  input: PreviewInput & { project: string },
): Promise<PreviewResult> {
  const { id, name } = await requireProject(principal, input.project, 'retention.manage');
  return await previewInThread({
    project: { id, name },
    saved: await readRetentionPolicy(id),
    input: { policy: input.policy, guardPercent: input.guardPercent },
    createdBy: actorOf(principal, null).name,
  });
}
