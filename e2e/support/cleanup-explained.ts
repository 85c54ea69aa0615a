import { query } from '#lib/db/pool.ts';
import { planRetention } from '#lib/services/plan-retention.ts';
import type { Before } from './cleanup-fates.ts';
import type { Moment } from './cleanup-oracle.ts';
import { PROJECT } from './cleanup-work.ts';

// What a round that failed tells, so that it need not fail again to be understood.

/** Why a run may not have ended. */
export async function whatHolds(run: number, worker: string): Promise<string> {
  const runs = await query(
    `SELECT status, worker, attempts, now() - lease_until AS overdue, message FROM retention_run WHERE id = $1`,
    [run],
  );
  const operations = await query(
    `SELECT kind, payload, now() - deadline_at AS overdue, attempts, last_error FROM operation`,
  );
  return JSON.stringify({ runs, operations, worker }, null, 1);
}

/** What the product says now of what a run has left, and what it had planned. */
export async function whatIsSaidOf(left: string[], run: number, { policy }: Moment): Promise<string> {
  const [project] = await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [PROJECT]);
  const { plan } = await planRetention(PROJECT, { projectId: project!.id }, policy.policy);
  const named = [...plan.tags, ...plan.manifests].filter((one) =>
    left.includes(`${one.repository} ${'tag' in one ? one.tag : one.digest}`),
  );
  const planned = await query(
    `SELECT position, repository, tag, digest, outcome FROM retention_decision WHERE run_id = $1`,
    [run],
  );
  return JSON.stringify({ named, planned, policy }, null, 1);
}

/** All there is about what turned out wrong in a repository. */
export async function explained(
  { repository, touched }: Before,
  wrong: string[],
  moment: Moment,
): Promise<string> {
  const digests = wrong.flatMap((text) => text.match(/sha256[:-][0-9a-f]{64}/g) ?? []);
  const stories = await storiesOf(
    repository.name,
    digests.map((digest) => digest.replace('-', ':')),
  );
  const { day, policy, inUse } = moment;
  const facts = {
    day,
    stories,
    movedOff: touched.movedOff,
    pushed: [...touched.pushed],
    inUse: [...inUse],
    policy,
  };
  return `${wrong.join('\n')}\n${JSON.stringify(facts, null, 1)}`;
}

/** All that the index and the log of cleanups tell of manifests and tags, for whoever has to find out what went wrong. */
async function storiesOf(name: string, what: string[]): Promise<object[]> {
  return query(
    `SELECT m.digest, m.hidden, m.fallback, m.pinned_at, m.subject, m.pushed_at,
       (SELECT json_agg(t.name) FROM tag t WHERE t.manifest_id = m.id) AS tags,
       (SELECT json_agg(p.digest || CASE WHEN p.hidden THEN ' hidden' ELSE '' END) FROM manifest_child c
          JOIN manifest p ON p.id = c.manifest_id WHERE c.repository_id = r.id AND c.digest = m.digest) AS parents,
       (SELECT json_agg(a.digest || CASE WHEN a.hidden THEN ' hidden' ELSE '' END) FROM manifest a
          WHERE a.repository_id = r.id AND a.subject = m.digest) AS attached,
       (SELECT json_agg(e ORDER BY e.id) FROM tag_event e
          WHERE e.repository_id = r.id AND m.digest IN (e.from_digest, e.to_digest)) AS events,
       (SELECT json_agg(json_build_object('run', d.run_id, 'tag', d.tag, 'role', d.role, 'reason', d.reason, 'outcome', d.outcome,
          'note', d.note, 'at', d.decided_at)) FROM retention_decision d WHERE d.repository = r.name AND d.digest = m.digest) AS decisions,
       (SELECT json_agg(i.source) FROM in_use_digest i WHERE i.digest IN (m.digest, m.config_digest)) AS "inUse"
     FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = $1 AND m.digest = ANY ($2)`,
    [name, what],
  );
}
