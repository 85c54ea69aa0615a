import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** Who did it and from where; null: nobody signed in, or not known. */
export type AuditActor = { name: string | null; address: string | null };

export type NewAuditEvent = {
  actor: AuditActor;
  /** `<thing>.<past participle>`: `project.created`, `member.removed`. */
  action: string;
  project?: string | null;
  repository?: string | null;
  /** What it was done to, when that is neither: a user's name, a tag. */
  target?: string | null;
  /** Facts worth keeping; never a secret. */
  detail?: Record<string, unknown> | null;
};

/** Appends one event, in `tx` when it belongs to a change. */
export async function insertAuditEvent(tx: Tx | null, event: NewAuditEvent): Promise<void> {
  const values = [
    event.actor.name,
    event.action,
    event.project ?? null,
    event.repository ?? null,
    event.target ?? null,
    event.detail ? JSON.stringify(event.detail) : null,
    event.actor.address,
  ];
  await (tx ? tx.query(INSERT, values) : query(INSERT, values));
}

const INSERT = `
  INSERT INTO audit_event (actor, action, project, repository, target, detail, address)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`;
