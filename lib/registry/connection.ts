import http from 'node:http';
import https from 'node:https';
import { AppError } from '#lib/errors/app-error.ts';
import { env } from '#lib/env/env.ts';

/** Connections kept open to the registry between requests; more may be open while they work. */
const MAX_IDLE_SOCKETS = 32;

/** How to reach the upstream registry: the fixed part of every request's options. */
export type Connection = {
  send: typeof http.request;
  options: http.RequestOptions;
  /** Path before `/v2/`, without a trailing slash; empty for most. */
  prefix: string;
  authorization: string | null;
};

let current: { url: string; connection: Connection } | null = null;

/** The connection that `REGISTRY_URL` names (`http(s)://host[:port][/prefix]` or `unix:///path/of.sock`). */
export function upstreamConnection(): Connection {
  const { registryUrl } = env();
  if (!registryUrl)
    throw new AppError('CONFIG_INVALID', 'REGISTRY_URL is not set: give the address of a registry.');
  if (current?.url !== registryUrl) current = { url: registryUrl, connection: connect(registryUrl) };
  return current.connection;
}

/** Ends idle connections; those at work end with their requests. */
export function closeUpstream(): void {
  const agent = current?.connection.options.agent;
  if (agent instanceof http.Agent) agent.destroy();
  current = null;
}

function connect(registryUrl: string): Connection {
  const url = new URL(registryUrl);
  const authorization = basicCredentials(url);
  if (url.protocol === 'unix:') {
    const agent = new http.Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_SOCKETS });
    // The registry builds absolute addresses from Host, so it gets one that is legal.
    const options = { socketPath: decodeURIComponent(url.pathname), agent, headers: { host: 'registry' } };
    return { send: http.request, options, prefix: '', authorization };
  }
  const secure = url.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_SOCKETS });
  return {
    send: secure ? https.request : http.request,
    options: {
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      agent,
    },
    prefix: url.pathname.replace(/\/+$/, ''),
    authorization,
  };
}

function basicCredentials(url: URL): string | null {
  const { registryUsername, registryPassword } = env();
  const username = registryUsername ?? decodeURIComponent(url.username);
  if (!username) return null;
  const password = registryPassword ?? decodeURIComponent(url.password);
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
