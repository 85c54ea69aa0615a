import { isDeepStrictEqual } from 'node:util';
import type { SnapshotScope, SnapshotStamp } from '#lib/db/retention-snapshot.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { plan } from '#lib/retention/plan.ts';
import type { Plan, Snapshot } from '#lib/retention/types.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import { takeSnapshot } from './retention-snapshot.ts';

/** A plan, with what it was made from. */
export type Planned = { plan: Plan; snapshot: Snapshot; stamp: SnapshotStamp };

/** What a policy says of a project, or of one of its repositories, as it is now. The same for previews, runs and their checks. */
export async function planRetention(
  project: string,
  scope: SnapshotScope,
  policy: RetentionPolicy,
): Promise<Planned> {
  const taken = await takeSnapshot(project, scope);
  return { ...taken, plan: plan(taken.snapshot, policy, taken.snapshot.takenAt) };
}

/** The same of a draft and, where there is one that differs, of the saved policy, over the same data. */
export async function planBoth(
  project: string,
  scope: SnapshotScope,
  draft: RetentionPolicy,
  saved: RetentionPolicy | null,
): Promise<{ drafted: Plan; saved: Plan | null; snapshot: Snapshot }> {
  const { snapshot } = await takeSnapshot(project, scope);
  const drafted = plan(snapshot, draft, snapshot.takenAt);
  if (saved === null) return { drafted, saved: null, snapshot };
  const same = isDeepStrictEqual(draft, saved);
  return { drafted, saved: same ? drafted : plan(snapshot, saved, snapshot.takenAt), snapshot };
}

/** A stored policy, as the planning takes it. @throws AppError CONFLICT for one that this version does not understand */
export function storedPolicy(stored: unknown): RetentionPolicy {
  const parsed = retentionPolicy.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFLICT',
    'The saved cleanup rules are of another version of Lighter. Look through them, and save them again.',
    { cause: parsed.error },
  );
}
