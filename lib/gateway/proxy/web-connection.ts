import http from 'node:http';
import https from 'node:https';
import { env } from '#lib/env/env.ts';

/** Connections kept open to the pages between requests. */
const MAX_IDLE_SOCKETS = 32;

/** Nothing is there, and saying so costs the pages' process next to nothing. */
const PROBE_PATH = '/_next/static/probe';

type Connection = { send: typeof http.request; options: http.RequestOptions };

let current: { url: string; connection: Connection } | undefined;

/** Opens a request to the pages; the caller streams its body. Null when WEB_URL is not set. */
export function openWeb(options: http.RequestOptions): http.ClientRequest | null {
  const { webUrl } = env();
  if (!webUrl) return null;
  if (current?.url !== webUrl) current = { url: webUrl, connection: connect(webUrl) };
  const { connection } = current;
  return connection.send({ ...connection.options, ...options });
}

/** Whether the pages' process takes requests: that it answers is enough, what it answers is its own affair. */
export async function webAnswers(timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = openWeb({
      method: 'HEAD',
      path: PROBE_PATH,
      headers: { host: 'localhost' },
      timeout: timeoutMs,
    });
    if (!request) return resolve(false);
    request.once('response', (response) => {
      response.resume();
      resolve(true);
    });
    request.once('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.end();
  });
}

/** Ends idle connections. */
export function closeWeb(): void {
  const agent = current?.connection.options.agent;
  if (agent instanceof http.Agent) agent.destroy();
  current = undefined;
}

function connect(webUrl: string): Connection {
  const url = new URL(webUrl);
  if (url.protocol === 'unix:') {
    const agent = new http.Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_SOCKETS });
    return { send: http.request, options: { socketPath: decodeURIComponent(url.pathname), agent } };
  }
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_SOCKETS });
  return {
    send: request,
    options: { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, agent },
  };
}
