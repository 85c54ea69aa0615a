import { AppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import type { Exchange } from '../http/exchange.ts';
import { send } from '../http/send.ts';

/** The pages are back within seconds after a restart. */
const RETRY_SECONDS = 3;

/** Answers in place of the pages while their process is away: a page that looks again by itself, or a problem for programs. */
export function sendUnavailable({ request, response, id, path }: Exchange): void {
  const error = new AppError('UNAVAILABLE', 'The pages are restarting. Pushing and pulling go on meanwhile.');
  const status = httpStatus(error.code);
  const headers = { 'retry-after': String(RETRY_SECONDS), 'cache-control': 'no-store' };
  const wantsPage = !path.startsWith('/api/') && /text\/html/i.test(request.headers.accept ?? '');
  if (wantsPage) {
    const style = {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    };
    return send(
      response,
      status,
      { ...headers, ...style, 'content-type': 'text/html; charset=utf-8' },
      page(error.message),
    );
  }
  const problem = {
    type: 'about:blank',
    title: 'Unavailable',
    status,
    detail: error.message,
    code: error.code,
    requestId: id,
  };
  send(response, status, { ...headers, 'content-type': 'application/problem+json' }, JSON.stringify(problem));
}

function page(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="${RETRY_SECONDS}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lighter is restarting</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 100vh; margin: 0; text-align: center; }
</style>
<main role="status"><h1>One moment</h1><p>${sentence}</p><p>This page looks again by itself.</p></main>
</html>
`;
}
