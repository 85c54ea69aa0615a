import { missingMigrations } from '#lib/db/gateway-readiness.ts';
import { query } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { discard, unexpected, upstreamRequest } from '#lib/registry/request.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/send.ts';
import { webAnswers } from '../proxy/web-connection.ts';

/** What a part that is well says of itself, and what one that is not is lacking. */
type Check = { ok: boolean; message: string };
type Readiness = { ready: boolean; checks: Record<string, Check> };

/** A part that takes longer is not able to serve. */
const TIMEOUT_MS = 3_000;

/** Many may ask at once; the answer serves them all for a moment. */
const FRESH_MS = 1_000;

/** `GET /healthz`: the process is alive; nothing is asked of anyone else. */
export async function healthz({ response, facts }: Exchange): Promise<void> {
  facts.route = 'healthz';
  sendJson(response, 200, { ok: true }, { 'cache-control': 'no-store' });
}

/** `GET /readyz`: able to serve; 503 names what is not. */
export async function readyz({ response, facts }: Exchange): Promise<void> {
  facts.route = 'readyz';
  const readiness = await recent();
  sendJson(response, readiness.ready ? 200 : 503, readiness, { 'cache-control': 'no-store' });
}

let asked: { at: number; answer: Promise<Readiness> } | undefined;

function recent(): Promise<Readiness> {
  if (!asked || performance.now() - asked.at > FRESH_MS) asked = { at: performance.now(), answer: ask() };
  return asked.answer;
}

async function ask(): Promise<Readiness> {
  const [database, migrations, registry, deletes, web] = await Promise.all([
    check(checkDatabase),
    check(checkMigrations),
    check(checkRegistry),
    check(checkDeletes),
    check(checkWeb),
  ]);
  // Without deletes upstream everything else works: it is named, and no reason to serve nothing.
  const ready = [database, migrations, registry, web].every(({ ok }) => ok);
  return { ready, checks: { database, migrations, registry, deletes, web } };
}

async function check(run: () => Promise<string>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, message: 'No answer in time.' }), TIMEOUT_MS);
  });
  const answer = run().then(
    (message) => ({ ok: true, message }),
    (error: unknown) => ({
      ok: false,
      message: error instanceof AppError ? error.message : 'It failed; see the log.',
    }),
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function checkDatabase(): Promise<string> {
  await query('SELECT 1');
  return 'The database answers.';
}

async function checkMigrations(): Promise<string> {
  const missing = await missingMigrations();
  if (missing.length === 0) return 'All migrations are applied.';
  throw new AppError('UNAVAILABLE', `Not applied: ${missing.join(', ')}. Run "lighter migrate".`);
}

async function checkRegistry(): Promise<string> {
  const response = await upstreamRequest({ method: 'GET', path: '/v2/', timeoutMs: TIMEOUT_MS });
  if (response.status !== 200) throw unexpected(response, 'a look at /v2/');
  discard(response);
  return 'The registry answers.';
}

async function checkDeletes(): Promise<string> {
  const { untag } = await capabilities();
  if (untag === 'none')
    throw new AppError('UNSUPPORTED', 'Deletes are off in the registry: set storage.delete.enabled to true.');
  return untag === 'tag'
    ? 'The registry deletes tags by itself.'
    : 'Tags are deleted without touching others.';
}

async function checkWeb(): Promise<string> {
  if (!(await webAnswers(TIMEOUT_MS))) throw new AppError('UNAVAILABLE', 'The pages do not answer.');
  return 'The pages answer.';
}
