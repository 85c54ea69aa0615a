import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** The type "char" of the catalogs, which the adapter refuses and the engine expects; and one that the adapter takes. */
const CHAR_OID = 18;
const BPCHAR_OID = 1042;

// The engine reads int8 as the text that Postgres sends; the harness imports lib/db/pool.ts, which makes numbers of it.
const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, String);

/** Prisma's adapter, whose own shadow database is the main one when it is given a connection string. */
export class ShadowedPg extends PrismaPg {
  readonly #url: string;

  constructor(url: string) {
    super({ connectionString: url });
    this.#url = url;
  }

  override async connectToShadowDb() {
    const name = `shadow_${randomUUID()}`;
    const main = new pg.Client({ connectionString: this.#url });
    await main.connect();
    await main.query(`CREATE DATABASE "${name}"`);
    const shadow = new URL(this.#url);
    shadow.pathname = `/${name}`;
    const factory = new PrismaPg(poolOf(shadow.href), { disposeExternalPool: true });
    const adapter = withCharColumns(await factory.connect());
    // Prisma's own takes a script apart at each semicolon, also within a function or a comment; Postgres knows better.
    adapter.executeScript = (script) => runScript(shadow.href, script);
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await main.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await main.end();
    };
    return adapter;
  }
}

async function runScript(connectionString: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
}

/** Where the results whose rows these are have columns of the type "char". */
const charColumns = new WeakMap<object, number[]>();

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString });
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryArrayResult>;
  const asked = async (...args: unknown[]) => {
    const result = await query(...args);
    const fields = result.fields ?? [];
    charColumns.set(
      result.rows,
      fields.flatMap((field, column) => (field.dataTypeID === CHAR_OID ? [column] : [])),
    );
    for (const field of fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = BPCHAR_OID;
    return result;
  };
  return Object.assign(pool, { query: asked });
}

function withCharColumns<T extends SqlDriverAdapter>(adapter: T): T {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const column of charColumns.get(result.rows) ?? [])
      result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}
