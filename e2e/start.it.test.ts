import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withClient } from '#lib/db/probe-database.ts';
import { env } from '#lib/env/env.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';
import { answers, freePort } from './support/child.ts';
import { lookInside, until } from './support/inside.ts';
import { createDatabase } from './support/postgres.ts';
import { newFolder } from './support/run-folder.ts';

const LIGHTER = [process.execPath, join(projectRoot, 'bin/lighter'), 'start'] as const;
/** Nothing listens there: a port that needs root, and that no service is known for. */
const NOWHERE = '127.0.0.1:1';

/** A fresh machine's environment: not the parts of this test file. */
async function freshEnvironment(values: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    DATABASE_URL: '',
    REGISTRY_URL: '',
    UPSTREAM_MODE: '',
    LIGHTER_ADMIN_PASSWORD: '',
    LIGHTER_DATA: join(newFolder('start'), 'data'),
    PORT: String(await freePort()),
    ...values,
  };
}

type Ended = { code: unknown; stderr: string };

async function startAndEnd(values: Record<string, string>): Promise<Ended> {
  const environment = await freshEnvironment(values);
  return new Promise((resolve) => {
    execFile(LIGHTER[0], LIGHTER.slice(1), { env: environment }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe('lighter start refuses with one sentence', () => {
  const refusals: Record<
    string,
    { env: () => Record<string, string> | Promise<Record<string, string>>; says: RegExp }
  > = {
    'a port that is no number': {
      env: () => ({ PORT: 'http' }),
      says: /^PORT must be a number from 1 to 65535/,
    },
    'an upstream mode that there is not': {
      env: () => ({ UPSTREAM_MODE: 'both' }),
      says: /^UPSTREAM_MODE must be exclusive or shared/,
    },
    'a password that is too short': {
      env: () => ({ LIGHTER_ADMIN_PASSWORD: 'short' }),
      says: /^LIGHTER_ADMIN_PASSWORD must have at least 8 characters/,
    },
    'a data folder it can not write to': {
      env: () => {
        const file = join(newFolder('unwritable'), 'file');
        writeFileSync(file, '');
        return { LIGHTER_DATA: join(file, 'data') };
      },
      says: /^The data folder \S+ can not be written to \(.*\): give it to the user that runs Lighter, or set LIGHTER_DATA to another folder\.$/,
    },
    'a database that does not answer': {
      env: () => ({
        DATABASE_URL: `postgres://lighter:x@${NOWHERE}/lighter`,
        REGISTRY_URL: env().registryUrl!,
      }),
      says: /^The database at \S+ can not be reached \(ECONNREFUSED\): start it, or correct DATABASE_URL\.$/,
    },
    'a wrong password of the database': {
      env: () => {
        const url = new URL(env().databaseUrl!);
        url.password = 'wrong';
        return { DATABASE_URL: url.href, REGISTRY_URL: env().registryUrl! };
      },
      says: /^The database at \S+ refused the password of lighter: correct DATABASE_URL\.$/,
    },
    'a registry that does not answer': {
      env: () => ({ DATABASE_URL: env().databaseUrl!, REGISTRY_URL: `http://${NOWHERE}` }),
      says: /^The registry at http:\/\/\S+ can not be reached \(ECONNREFUSED\): start it, or correct REGISTRY_URL\.$/,
    },
    'a migration that fails': {
      env: async () => {
        const url = await createDatabase(env().databaseUrl!);
        await withClient(url, (client) => client.query('CREATE TABLE "user" (mine text)'));
        return { DATABASE_URL: url, REGISTRY_URL: env().registryUrl! };
      },
      says: /^The migration \d+_init failed and was rolled back: relation "user" already exists\.$/,
    },
  };

  it.each(Object.entries(refusals))('%s', async (_, { env: values, says }) => {
    const { code, stderr } = await startAndEnd(await values());
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await startAndEnd({ PORT: String(port) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${port} is taken by another program: stop that one, or set PORT to another number.\n`,
    });
    other.close();
  });
});

describe('npm start', () => {
  it('ends with all its processes on SIGTERM, and lets nobody else have its data meanwhile', async () => {
    const environment = await freshEnvironment();
    const npm = spawn('npm', ['start'], {
      cwd: projectRoot,
      env: environment,
      detached: true,
      stdio: 'ignore',
    });
    const ended = once(npm, 'exit');
    await until('it serves', () => answers(`http://127.0.0.1:${environment.PORT}/readyz`));
    const data = environment.LIGHTER_DATA!;
    const { pids, socketDir } = await lookInside(data);
    expect(Object.keys(pids).sort()).toEqual(['gateway', 'postgres', 'registry', 'web', 'worker']);

    const second = await startAndEnd({ LIGHTER_DATA: data });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /^Lighter already runs over \S+ \(process \d+\): stop it first, or set LIGHTER_DATA to another folder\.\n$/,
    );

    npm.kill('SIGTERM');
    await ended;
    await until('its processes are gone', () =>
      Object.values(pids).every((pid) => !existsSync(`/proc/${pid}`)),
    );
    expect(existsSync(join(data, 'runtime.json'))).toBe(false);
    expect(existsSync(socketDir)).toBe(false);
  });
});
