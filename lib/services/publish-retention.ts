import type { Tx } from '#lib/db/transaction.ts';
import { publish } from '#lib/events/publish.ts';

/** Tells pages that the cleanup of a project, or a run of it, has changed. */
export async function publishRetention(tx: Tx | null, project: string, actor: string | null): Promise<void> {
  await publish(tx, { kind: 'retention', project, repository: null, tags: [], actor });
}
