import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { env } from '#lib/env/env.ts';
import { logger } from '#lib/log/logger.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { liveEvent } from '#lib/schemas/system.ts';
import { CHANNEL } from './publish.ts';

/** While the database is away, listening is tried again this often: pages are live again soon after it is back. */
const RETRY_MS = 1_000;

const listeners = new Set<(event: LiveEvent) => void>();
let connection: pg.Client | null = null;
let running = false;

/** Calls `listener` for every published event from now on, over one LISTEN connection a process. @returns how to stop */
export function subscribe(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  if (!running) void listen();
  return () => listeners.delete(listener);
}

/** Ends the connection; for the process's end. */
export async function closeEvents(): Promise<void> {
  running = false;
  listeners.clear();
  const ending = connection;
  connection = null;
  await ending?.end();
}

async function listen(): Promise<void> {
  running = true;
  while (running) {
    try {
      await listenOnce();
    } catch (error) {
      logger('events').debug({ err: error }, 'not listening');
    }
    if (running) await delay(RETRY_MS, undefined, { ref: false });
  }
}

async function listenOnce(): Promise<void> {
  const client = new pg.Client({
    connectionString: env().databaseUrl,
    application_name: 'lighter events',
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve) => {
    // Not once: Postgres's farewell and the broken socket are two errors, and one that is not heard ends the process.
    client.on('error', () => resolve());
    client.once('end', () => resolve());
  });
  client.on('notification', (message) => deliver(message.payload ?? ''));
  await client.connect();
  connection = client;
  await client.query(`LISTEN ${CHANNEL}`);
  await ended;
}

function deliver(payload: string): void {
  const parsed = liveEvent.safeParse(parseJson(payload));
  if (!parsed.success) return;
  for (const listener of listeners) listener(parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
