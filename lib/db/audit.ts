import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** Who did it, from where and with what (`session`, `password`, `token <name>`); null: nobody signed in, not known, or nothing. */
export type AuditActor = { name: string | null; address: string | null; credential?: string | null };

export type NewAuditEvent = {
  actor: AuditActor;
  /** As lib/schemas/audit.ts lists them: `<thing>.<what was done>`. */
  action: string;
  /** Default `done`. */
  result?: 'done' | 'refused' | 'failed';
  project?: string | null;
  repository?: string | null;
  /** What it was done to, when that is neither: a user's name, a tag. */
  target?: string | null;
  /** Facts worth keeping; never a secret. */
  detail?: Record<string, unknown> | null;
};

/** Appends events in their order, in one statement however many; in `tx` when they belong to a change. */
export async function insertAuditEvents(tx: Tx | null, events: readonly NewAuditEvent[]): Promise<void> {
  const values = [
    events.map((event) => event.actor.name),
    events.map((event) => event.actor.credential ?? null),
    events.map((event) => event.action),
    events.map((event) => event.result ?? 'done'),
    events.map((event) => event.project ?? null),
    events.map((event) => event.repository ?? null),
    events.map((event) => event.target ?? null),
    events.map((event) => (event.detail ? JSON.stringify(event.detail) : null)),
    events.map((event) => event.actor.address),
  ];
  await (tx ? tx.query(INSERT, values) : query(INSERT, values));
}

const INSERT = `
  INSERT INTO audit_event (actor, credential, action, result, project, repository, target, detail, address)
  SELECT actor, credential, action, result, project, repository, target, detail::jsonb, address
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    WITH ORDINALITY AS event(actor, credential, action, result, project, repository, target, detail, address, place)
  ORDER BY place`;
