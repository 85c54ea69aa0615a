/** Setting: the quota of projects made from now on, `{ bytes, repositories, tags }`, each null for none. */
export const DEFAULT_QUOTA = 'quota.default';

/** Columns and values that give a new project the default quota. Adopted projects hold what they hold, and get none. */
export const DEFAULT_QUOTA_COLUMNS = 'quota_bytes, quota_repositories, quota_tags';
export const DEFAULT_QUOTA_VALUES = `
  (SELECT (value ->> 'bytes')::bigint FROM setting WHERE key = '${DEFAULT_QUOTA}'),
  (SELECT (value ->> 'repositories')::int FROM setting WHERE key = '${DEFAULT_QUOTA}'),
  (SELECT (value ->> 'tags')::int FROM setting WHERE key = '${DEFAULT_QUOTA}')`;
