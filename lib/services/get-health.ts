import { query } from '#lib/db/pool.ts';
import { VERSION } from '#lib/env/version.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import type { Health } from '#lib/schemas/system.ts';
import { readIndexState } from './index-state.ts';
import { requireSystem } from './require-system.ts';
import { distrust } from './upstream-trust.ts';

type Check = Health['checks'][number];

/**
 * The state of the parts that Lighter needs, asked anew. `ready`: those that serving needs are well.
 * @throws AppError DENIED to all but system administrators
 */
export async function getHealth(principal: Principal): Promise<Health> {
  requireSystem(principal, 'system.manage');
  const [database, registry, deletes, index] = await Promise.all([
    check('Database', checkDatabase),
    check('Registry', checkRegistry),
    check('Deletes', checkDeletes),
    check('Index', checkIndex),
  ]);
  return {
    ready: database.ok && registry.ok,
    version: VERSION,
    checks: [database, registry, deletes, index],
  };
}

/** `run` gives what is well; what it throws says what is not. */
async function check(name: string, run: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, message: await run() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, ok: false, message: error.message };
  }
}

async function checkDatabase(): Promise<string> {
  const rows = await query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return `Postgres ${rows[0]!.version} answers.`;
}

async function checkRegistry(): Promise<string> {
  await capabilities({ fresh: true });
  return 'The registry answers.';
}

async function checkDeletes(): Promise<string> {
  const { untag } = await capabilities();
  if (untag === 'none') {
    throw new AppError(
      'UNSUPPORTED',
      'Deletes are off in the registry: set storage.delete.enabled to true and restart it.',
    );
  }
  const reason = await distrust();
  if (reason !== null) throw new AppError('UNAVAILABLE', reason);
  return untag === 'tag'
    ? 'On: the registry deletes tags by itself.'
    : 'On: tags are deleted without touching others.';
}

const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

async function checkIndex(): Promise<string> {
  const { comparedAt, incomplete, alarm } = await readIndexState();
  if (comparedAt === null) {
    throw new AppError(
      'UNAVAILABLE',
      'The index has not yet been compared with the registry as a whole. The worker does so at start.',
    );
  }
  const trouble = alarm ?? incomplete;
  if (trouble !== null) throw new AppError('UNAVAILABLE', trouble);
  return `Compared with the registry on ${minute.format(new Date(comparedAt))} UTC.`;
}
