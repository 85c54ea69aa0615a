import { AppError } from '#lib/errors/app-error.ts';
import { upstreamRequest, discard } from '#lib/registry/request.ts';
import { releaseUpload, reserveStream } from '#lib/services/upload-quota.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import { offsetOf, uploadPath, type UploadAddress } from './upload-address.ts';

/** The project whose quota the request needs room in; null: it has none. */
export type LimitedProject = { id: number; name: string } | null;

export function limitedProject({ authority }: RegistryExchange): LimitedProject {
  return authority.project?.limited ? authority.project : null;
}

/** Streams between two looks at the quota: rare enough to cost nothing, and little beside any quota. */
const LOOK_EVERY_BYTES = 32 * 1024 * 1024;

/** Of an upload under a quota: `count` hears of its bytes as they pass, `signal` breaks it off when they are far too many. */
export type UploadMeter = { count: (bytes: number) => void; signal: AbortSignal };

/** Reserves what is said to come, and then what comes. @throws AppError DENIED when that is far beyond the quota */
export async function openMeter(
  project: { id: number; name: string },
  address: UploadAddress,
  announced: number,
): Promise<UploadMeter> {
  const over = new AbortController();
  const reserveSoFar = (bytes: number) =>
    reserveStream({ project, session: address.session, digest: null, bytes });
  let bytes = offsetOf(address) ?? 0;
  let reserved = bytes + announced;
  let looking = false;
  await reserveSoFar(reserved);
  const look = async () => {
    looking = true;
    try {
      await reserveSoFar(bytes);
      reserved = bytes;
    } catch (error) {
      // Without an answer it goes on: its end asks again.
      if (error instanceof AppError && error.code === 'DENIED') over.abort(error);
    } finally {
      looking = false;
    }
  };
  return {
    count: (more) => {
      bytes += more;
      if (bytes - reserved >= LOOK_EVERY_BYTES && !looking) void look();
    },
    signal: over.signal,
  };
}

/** After an upload that can not go on: frees what it held, here and upstream. What fails, expires by itself. */
export async function giveUp(project: { id: number; name: string }, address: UploadAddress): Promise<void> {
  await releaseUpload({ project, session: address.session }).catch(() => undefined);
  await upstreamRequest({ method: 'DELETE', path: uploadPath(address) }).then(discard, () => undefined);
}
