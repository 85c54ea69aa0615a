import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

type Scope = 'read' | 'write' | 'delete' | 'admin';

/** A personal access token as lists show it; of the secret only its beginning is known. */
export type ApiTokenRow = {
  id: number;
  name: string;
  hint: string;
  scopes: Scope[];
  allProjects: boolean;
  /** Names; of those that it was limited to and that are no more, nothing is left. */
  projects: string[];
  createdAt: Date;
  expiresAt: Date | null;
  expired: boolean;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
};

const COLUMNS = `
  t.id, t.name, t.hint, t.scopes, t.all_projects AS "allProjects",
  ARRAY(SELECT p.name FROM api_token_project tp JOIN project p ON p.id = tp.project_id
         WHERE tp.token_id = t.id ORDER BY p.name) AS projects,
  t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.expires_at <= now() IS TRUE AS expired,
  t.last_used_at AS "lastUsedAt", t.last_used_from AS "lastUsedFrom"`;

/** A user's tokens, the newest first; inside `tx`, where there is one. */
export async function readApiTokens(userId: number, tx: Tx = { query }): Promise<ApiTokenRow[]> {
  return tx.query<ApiTokenRow>(
    `SELECT ${COLUMNS} FROM api_token t WHERE t.user_id = $1 ORDER BY t.created_at DESC, t.id DESC`,
    [userId],
  );
}

/** One of a user's tokens; null: the user has none of that id. */
export async function readApiToken(tx: Tx, userId: number, id: number): Promise<ApiTokenRow | null> {
  const [row] = await tx.query<ApiTokenRow>(
    `SELECT ${COLUMNS} FROM api_token t WHERE t.user_id = $1 AND t.id = $2`,
    [userId, id],
  );
  return row ?? null;
}

/** `projects`: ids; null: all. */
export type ApiTokenLimits = {
  name: string;
  scopes: Scope[];
  expiresAt: Date | null;
  projects: number[] | null;
};
export type NewApiToken = ApiTokenLimits & { userId: number; hash: Buffer; hint: string };

/** Fails on a unique constraint when the user has a token of that name. @returns its id */
export async function insertApiToken(tx: Tx, token: NewApiToken): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO api_token (user_id, name, hash, hint, scopes, all_projects, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [
      token.userId,
      token.name,
      token.hash,
      token.hint,
      token.scopes,
      token.projects === null,
      token.expiresAt,
    ],
  );
  await setProjects(tx, row!.id, token.projects);
  return row!.id;
}

/** As `insertApiToken`. */
export async function updateApiTokenRow(tx: Tx, id: number, limits: ApiTokenLimits): Promise<void> {
  await tx.query(
    `UPDATE api_token SET name = $2, scopes = $3, all_projects = $4, expires_at = $5 WHERE id = $1`,
    [id, limits.name, limits.scopes, limits.projects === null, limits.expiresAt],
  );
  await setProjects(tx, id, limits.projects);
}

/** @returns its name; null: the user has no such token */
export async function deleteApiTokenRow(tx: Tx, userId: number, id: number): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(
    `DELETE FROM api_token WHERE user_id = $1 AND id = $2 RETURNING name`,
    [userId, id],
  );
  return row?.name ?? null;
}

/** Ids of the projects that a token is limited to. */
export async function readTokenProjects(tx: Tx, tokenId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `SELECT project_id AS id FROM api_token_project WHERE token_id = $1`,
    [tokenId],
  );
  return rows.map(({ id }) => id);
}

async function setProjects(tx: Tx, tokenId: number, projects: number[] | null): Promise<void> {
  await tx.query(`DELETE FROM api_token_project WHERE token_id = $1`, [tokenId]);
  if (projects === null) return;
  await tx.query(
    `INSERT INTO api_token_project (token_id, project_id) SELECT $1, id FROM unnest($2::int[]) AS id`,
    [tokenId, projects],
  );
}
