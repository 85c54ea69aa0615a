// Writes prisma/migrations/<time>_NAME/migration.sql: the SQL that takes the migrations so far to prisma/schema.prisma. For
// developers, and offline: Prisma's own command for it downloads a native engine. Usage: node bin/author-migration.ts NAME
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { startPostgres } from '../e2e/support/postgres.ts';
import { makeRunFolder, removeRunFolder } from '../e2e/support/run-folder.ts';
import { loadSchemaEngine } from './schema-engine.ts';
import { ShadowedPg } from './shadowed-pg.ts';

const root = join(import.meta.dirname, '..');
const SCHEMA = 'prisma/schema.prisma';
const MIGRATIONS = 'prisma/migrations';
process.chdir(root);

const name = process.argv[2] ?? '';
if (/^[a-z][a-z0-9_]*$/.test(name)) await author(name);
else {
  console.error(
    'Usage: node bin/author-migration.ts NAME, where NAME says what changes, such as add_robots.',
  );
  process.exitCode = 2;
}

async function author(name: string): Promise<void> {
  const sql = await withDatabase(difference);
  if (isEmpty(sql)) return console.log(`The migrations already lead to ${SCHEMA}: nothing to write.`);
  const folder = join(MIGRATIONS, `${timestamp()}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${folder}/migration.sql.`);
  console.log(
    'Add by hand what Prisma has no word for: COLLATE "C" on names, tags and digests, partial and trigram indexes,',
  );
  console.log(
    'checks, generated columns, and the moving of data. Once it has been released, it never changes.',
  );
}

/** Needs a Postgres on which it may create a scratch database: DATABASE_URL, else one that lives as long as this takes. */
async function withDatabase(use: (url: string) => Promise<string>): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given) return use(given);
  const { folder } = await makeRunFolder();
  try {
    const postgres = await startPostgres();
    return await use(await postgres.createDatabase()).finally(() => postgres.stop());
  } finally {
    await removeRunFolder(folder);
  }
}

async function difference(databaseUrl: string): Promise<string> {
  const schema = await readFile(SCHEMA, 'utf8');
  const { SchemaEngine } = await loadSchemaEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new ShadowedPg(databaseUrl));
  const engine = await SchemaEngine.new({ datamodels: [[SCHEMA, schema]] }, () => {}, factory);
  const { stdout } = await engine.diff({
    from: {
      tag: 'migrations',
      baseDir: join(root, MIGRATIONS),
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
      shadowDbInitScript: '',
      migrationDirectories: await migrations(),
    },
    to: { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}

async function migrations() {
  const names = (await readdir(MIGRATIONS)).filter((folder) => /^\d{14}_/.test(folder)).sort();
  return Promise.all(
    names.map(async (path) => {
      const value = await readFile(join(MIGRATIONS, path, 'migration.sql'), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
    }),
  );
}

/** The engine says so in a comment. */
function isEmpty(sql: string): boolean {
  return sql.split('\n').every((line) => !line.trim() || line.startsWith('--'));
}

/** Prisma's form: 14 digits, UTC. */
function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
