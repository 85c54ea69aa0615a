import { roleOf, rulesOf } from './access-sql.ts';
import { accessOf, LIMITED, type AccessRuleFacts, type ProjectAccess } from './access.ts';
import { batched } from './batch.ts';
import { USE_KNOWN } from './gateway-blobs.ts';
import type { VisibleManifest } from './gateway-manifests.ts';
import { query } from './pool.ts';
import {
  idsOf,
  principalOf,
  principalParts,
  type Asker,
  type PrincipalAccess,
  type PrincipalRow,
} from './principals.ts';

/** What a request wants of its repository, looked up with the rest. */
export type Wanted =
  { kind: 'tag'; tag: string } | { kind: 'manifest'; digest: string } | { kind: 'blob'; digest: string };

/** All that one request to a repository needs to know of who may do what, as it is now. */
export type Authority = {
  /** Null: the credential names nobody, or somebody who is no more. */
  principal: PrincipalAccess | null;
  /** Null: no such project. */
  project: ProjectAccess | null;
  /** Pulls of the project are to be in the audit log. */
  auditPulls: boolean;
  /** Null: the index has no such repository. */
  repositoryId: number | null;
  /** What a wanted tag or digest stands for; null: nothing to show, or not asked. */
  manifest: VisibleManifest | null;
  /** Bytes of a wanted blob; null: none to show, or not asked. */
  blobSize: number | null;
  /** Whether it is on record that a push uses the wanted blob, recently enough. */
  blobUsed: boolean;
};

/**
 * One statement for every request under `/v2/<name>/`: user, project with the user's role in it, repository, and the content that
 * is wanted there. Requests of one moment share a statement (`batched`), so that under load each costs a fraction of one, and none
 * is answered by what was true before it came.
 */
export async function loadAuthority(
  asker: Asker,
  project: string,
  repository: string,
  wanted: Wanted | null = null,
): Promise<Authority> {
  return load({ ...idsOf(asker), project, repository, wanted });
}

type Question = ReturnType<typeof idsOf> & { project: string; repository: string; wanted: Wanted | null };

/** None of the parts can hold a space. */
function keyOf({ userId, tokenId, robotId, project, repository, wanted }: Question): string {
  const what = wanted === null ? '' : `${wanted.kind} ${wanted.kind === 'tag' ? wanted.tag : wanted.digest}`;
  return `${userId ?? ''} ${tokenId ?? ''} ${robotId ?? ''} ${project} ${repository} ${what}`;
}

const load = batched(keyOf, async (questions: Question[]): Promise<Authority[]> => {
  const column = <Value>(pick: (question: Question) => Value) => questions.map(pick);
  const digest = (kind: Wanted['kind']) =>
    column(({ wanted }) => (wanted?.kind === kind && wanted.kind !== 'tag' ? wanted.digest : null));
  const credentials = questions.some(({ tokenId, robotId }) => tokenId !== null || robotId !== null);
  const rows = await query<Row>(
    credentials ? AUTHORITY.ofAny : AUTHORITY.ofUsers,
    [
      column(({ userId }) => userId),
      column(({ project }) => project),
      column(({ repository }) => repository),
      column(({ wanted }) => (wanted?.kind === 'tag' ? wanted.tag : null)),
      digest('manifest'),
      digest('blob'),
      ...(credentials ? [column(({ tokenId }) => tokenId), column(({ robotId }) => robotId)] : []),
    ],
    credentials ? 'gateway-authority-of-any' : 'gateway-authority',
  );
  const answers: Authority[] = [];
  for (const row of rows) answers[row.place - 1] = authorityOf(row, questions[row.place - 1]!);
  return answers;
});

type Row = PrincipalRow & {
  place: number;
  projectId: number | null;
  visibility: ProjectAccess['visibility'];
  policyVersion: number;
  auditPulls: boolean | null;
  limited: boolean;
  role: ProjectAccess['role'];
  rules: AccessRuleFacts[] | null;
  repositoryId: number | null;
  digest: string | null;
  mediaType: string;
  size: number;
  blobSize: number | null;
  blobUsed: boolean | null;
};

/**
 * One row a question, whatever exists: what does and what doesn't takes the same way and time. LATERAL with LIMIT, so that each part
 * is one look into an index however the planner weighs the tables. The arrays are sub-selects so that it can't see how long they are:
 * otherwise a plan for just these always seems better than the kept one, and planning takes longer than looking. A manifest in the trash with a tag still on it would be a
 * contradiction; if there is one, it is not served.
 */
function authority(credentials: boolean): string {
  const { columns, joins } = principalParts({ credentials });
  const robot = credentials ? 'b.id' : 'NULL::int';
  return `
  SELECT asked.place, ${columns},
         p.id AS "projectId", p.visibility, p.policy_version AS "policyVersion",
         p.audit_pulls AS "auditPulls", ${LIMITED} AS limited,
         ${roleOf('p.id', 'u.id')} AS role, ${rulesOf('p.id', 'u.id', robot)} AS rules, r.id AS "repositoryId",
         c.digest, c.media_type AS "mediaType", c.size, l.size AS "blobSize", l.used AS "blobUsed"
    FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::text[]),
                (SELECT $4::text[]), (SELECT $5::text[]), (SELECT $6::text[])${credentials ? ', (SELECT $7::int[]), (SELECT $8::int[])' : ''})
         WITH ORDINALITY AS asked (user_id, project, repository, tag, manifest, blob${credentials ? ', token_id, robot_id' : ''}, place)
    ${joins}
    LEFT JOIN LATERAL (SELECT * FROM project WHERE name = asked.project LIMIT 1) p ON true
    LEFT JOIN LATERAL (SELECT id FROM repository WHERE name = asked.repository LIMIT 1) r ON true
    LEFT JOIN LATERAL (
      (SELECT manifest_id AS id FROM tag WHERE repository_id = r.id AND name = asked.tag AND NOT missing LIMIT 1)
      UNION ALL
      (SELECT id FROM manifest WHERE repository_id = r.id AND digest = asked.manifest LIMIT 1)) f ON true
    LEFT JOIN LATERAL (
      SELECT digest, media_type, size FROM manifest WHERE id = f.id AND NOT hidden LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT size, used_at > now() - ${USE_KNOWN} AS used FROM repository_blob
       WHERE repository_id = r.id AND digest = asked.blob AND NOT hidden LIMIT 1) l ON true`;
}

/** Most batches have neither an access token nor a robot in them. */
const AUTHORITY = { ofUsers: authority(false), ofAny: authority(true) };

function authorityOf(row: Row, { project, tokenId }: Question): Authority {
  const { digest, mediaType, size, repositoryId, blobSize, blobUsed } = row;
  return {
    principal: principalOf(row, tokenId),
    project: projectOf(row, project),
    auditPulls: row.auditPulls ?? false,
    repositoryId,
    manifest: digest === null ? null : { digest, mediaType, size },
    blobSize,
    blobUsed: blobUsed ?? false,
  };
}

function projectOf({ projectId, ...row }: Row, name: string): ProjectAccess | null {
  const { visibility, policyVersion, limited, role, rules } = row;
  return projectId === null
    ? null
    : accessOf({ id: projectId, name, visibility, policyVersion, limited, role, rules });
}
