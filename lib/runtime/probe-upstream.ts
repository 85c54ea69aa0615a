import http from 'node:http';
import https from 'node:https';
import { AppError } from '#lib/errors/app-error.ts';

export type Upstream = { url: string; username?: string | undefined; password?: string | undefined };

/**
 * Asks `GET /v2/` once. Throws AppError with one sentence: UNAVAILABLE when nothing answers, CONFIG_INVALID when what answers
 * is no registry or refuses the name and password. A token challenge is no refusal: the registry client knows how to go on.
 */
export async function probeUpstream({ url, username, password }: Upstream): Promise<void> {
  const headers = username
    ? { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    : {};
  const { status, challenge } = await get(url, headers);
  if (status === 200) return;
  if (status === 401) {
    if (/^bearer/i.test(challenge)) return;
    const fix = username
      ? 'refused REGISTRY_USERNAME and REGISTRY_PASSWORD'
      : 'asks for REGISTRY_USERNAME and REGISTRY_PASSWORD';
    throw new AppError('CONFIG_INVALID', `The registry at ${url} ${fix}: correct them.`);
  }
  if (status >= 500)
    throw new AppError(
      'UNAVAILABLE',
      `The registry at ${url} answers ${status} to GET /v2/: look at its log.`,
    );
  throw new AppError(
    'CONFIG_INVALID',
    `What answers at ${url} is no registry (${status} to GET /v2/): correct REGISTRY_URL.`,
  );
}

const TIMEOUT_MS = 10_000;

function get(
  base: string,
  headers: http.OutgoingHttpHeaders,
): Promise<{ status: number; challenge: string }> {
  const unix = base.startsWith('unix://');
  const target = unix ? new URL('http://registry/v2/') : new URL(`${base}/v2/`);
  const options = {
    headers,
    timeout: TIMEOUT_MS,
    agent: false,
    ...(unix ? { socketPath: base.slice('unix://'.length) } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'https:' ? https : http).get(target, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, challenge: response.headers['www-authenticate'] ?? '' });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
    request.on('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code ?? cause.message;
      reject(
        new AppError(
          'UNAVAILABLE',
          `The registry at ${base} can not be reached (${why}): start it, or correct REGISTRY_URL.`,
          { cause },
        ),
      );
    });
  });
}
