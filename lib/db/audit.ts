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

/** Appends one event. */
export async function insertAuditEvent(tx: Tx | null, event: NewAuditEvent): Promise<void> {
  await insertAuditEvents(tx, [event]);
}

/** Appends events in their order, in one statement however many; in `tx` when they belong to a change. */
export async function insertAuditEvents(tx: Tx | null, events: readonly NewAuditEvent[]): Promise<void> {
  const values = [
    events.map((event) => event.actor.name),
    events.map((event) => event.action),
    events.map((event) => event.project ?? null),
    events.map((event) => event.repository ?? null),
    events.map((event) => event.target ?? null),
    events.map((event) => (event.detail ? JSON.stringify(event.detail) : null)),
    events.map((event) => event.actor.address),
  ];
  await (tx ? tx.query(INSERT, values) : query(INSERT, values));
}

const INSERT = `
  INSERT INTO audit_event (actor, action, project, repository, target, detail, address)
  SELECT actor, action, project, repository, target, detail::jsonb, address
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    WITH ORDINALITY AS event(actor, action, project, repository, target, detail, address, place)
  ORDER BY place`;
