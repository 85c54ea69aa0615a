import type { ServerResponse } from 'node:http';
import { followRedirect } from '#lib/registry/follow-redirect.ts';
import { plainAddress, rawDownload } from '#lib/registry/raw-download.ts';
import { openUpstream, unexpected, discard } from '#lib/registry/request.ts';
import { sendDown, sendRaw } from './send-down.ts';
import { withDeadline } from './with-deadline.ts';

/** Storage that does not begin to answer within this is not going to. */
const FIRST_BYTE_MS = 30_000;

/** Below, a kept connection is worth more than large buffers. */
const RAW_FROM_BYTES = 256 * 1024;

/** After a redirect the next blob will be redirected too: so long, no one is asked twice. */
const REDIRECTS_FOR_MS = 60_000;

/** Content that upstream has begun to send. `sendTo` ends the answer, or breaks it off; it never throws. */
export type Content = {
  status: 200 | 206;
  /** Bytes that upstream says will come; null when it does not say. */
  length: number | null;
  sendTo: (response: ServerResponse) => Promise<void>;
};

/**
 * Opens a blob upstream for streaming, or gives null when upstream does not have it. `length`: bytes that must come. Where upstream
 * redirects to its storage (S3) we follow, without our credentials: clients need not reach the storage, which may be in a private
 * network.
 * @throws AppError UPSTREAM_*
 */
export async function fetchContent(
  path: string,
  headers: Record<string, string>,
  { length, signal }: { length: number; signal: AbortSignal },
): Promise<Content | null> {
  const raw = length >= RAW_FROM_BYTES ? await fetchRaw(path, headers, length, signal) : null;
  return raw ?? fetchStream(path, headers, signal);
}

let redirectedAt = -Infinity;

/** The fast way, for the answer that a registry with its own disk gives; null for every other, which is asked for again. */
async function fetchRaw(
  path: string,
  headers: Record<string, string>,
  length: number,
  signal: AbortSignal,
): Promise<Content | null> {
  const address = plainAddress();
  if (address === null || performance.now() - redirectedAt < REDIRECTS_FOR_MS) return null;
  const late = new AbortController();
  const both = AbortSignal.any([signal, late.signal]);
  const answer = await withDeadline(
    rawDownload(address, { path, headers, signal: both }),
    FIRST_BYTE_MS,
    () => late.abort(),
  );
  if (answer === null) return null;
  const { status } = answer;
  if ((status === 200 || status === 206) && answer.length === length)
    return { status, length, sendTo: (response) => sendRaw(answer, response) };
  answer.destroy();
  if (isRedirect(status)) redirectedAt = performance.now();
  return null;
}

async function fetchStream(
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Content | null> {
  const { request, response } = openUpstream({ method: 'GET', path, headers, signal });
  request.end();
  const first = await withDeadline(response, FIRST_BYTE_MS, () => request.destroy());
  const content = isRedirect(first.status) ? await followRedirect(first, { method: 'GET', headers }) : first;
  const { status } = content;
  if (status === 200 || status === 206)
    return {
      status,
      length: lengthIn(content.headers['content-length']),
      sendTo: (response) => sendDown(content.stream, response),
    };
  if (status !== 404) throw unexpected(content, `GET of ${path}`);
  discard(content);
  return null;
}

function lengthIn(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}
