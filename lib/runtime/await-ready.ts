import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error.ts';

/** Waits until `GET <url>/readyz` answers 200. Throws AppError SETUP_FAILED with what it says is not ready. */
export async function awaitReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask(`${url}/readyz`);
    if (answer.status === 200) return;
    if (performance.now() > deadline)
      throw new AppError('SETUP_FAILED', `Lighter does not get ready: ${answer.text}.`);
    await sleep(POLL_MS);
  }
}

const PATIENCE_MS = 30_000;
const POLL_MS = 50;
const SHOWN_CHARACTERS = 300;

function ask(url: string): Promise<{ status: number; text: string }> {
  // The certificate is for the public name; this asks the process beside us.
  const options = { agent: false, timeout: PATIENCE_MS, rejectUnauthorized: false };
  return new Promise((resolve) => {
    const request = (url.startsWith('https:') ? https : http).get(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += text.length < SHOWN_CHARACTERS ? chunk : ''));
      response.on('close', () =>
        resolve({ status: response.statusCode ?? 0, text: text.slice(0, SHOWN_CHARACTERS).trim() }),
      );
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error) => resolve({ status: 0, text: error.message }));
  });
}
