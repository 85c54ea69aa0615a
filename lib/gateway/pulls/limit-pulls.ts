import { networkOf } from '#lib/auth/network-of.ts';
import { countPull, readPullsLeft, type PullQuota } from '#lib/db/pull-windows.ts';
import { env, type Env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { INDEX_TYPES } from '#lib/oci/media-types.ts';
import { isSystemAdmin } from '#lib/policies/principal.ts';
import type { RegistryExchange } from '../registry/registry-exchange.ts';

/** Whose pulls are limited together: a user, a robot, or an address that has not signed in. */
export type PullSource = { quota: PullQuota; name: string; signedIn: boolean };

/** A manifest that is about to be served. */
type Served = { mediaType: string; unchanged: boolean };

/** Null, without a question to anyone: no limit holds for the caller. Administrators have none. */
export function pullSource({ caller, client }: RegistryExchange): PullSource | null {
  const { principal } = caller;
  const limit = limitOf(env().pullLimits, principal);
  if (!limit) return null;
  if (principal.kind !== 'anonymous')
    return {
      quota: { key: `${principal.kind} ${principal.id}`, ...limit },
      name: principal.name,
      signedIn: true,
    };
  const network = networkOf(client.address);
  return { quota: { key: network, ...limit }, name: network, signedIn: false };
}

function limitOf({ anonymous, user }: Env['pullLimits'], principal: RegistryExchange['caller']['principal']) {
  if (principal.kind === 'anonymous') return anonymous;
  return isSystemAdmin(principal) ? undefined : user;
}

/**
 * Counts a GET of an image's manifest as a pull, and has the answer say what is left, in the headers of Docker Hub. HEAD, and GET of what
 * the client already has, count nothing. An index counts nothing either, since the manifest of a platform comes after it: so a pull of an
 * image of many platforms is one, as is one of a platform alone, over whichever process its requests come. But who has no pull left
 * does not get an index, so that a pull fails at its start.
 * @throws AppError TOOMANYREQUESTS
 */
export async function limitPulls(
  { request, response }: RegistryExchange,
  { quota, name, signedIn }: PullSource,
  { mediaType, unchanged }: Served,
): Promise<void> {
  const looks = request.method === 'HEAD' || unchanged;
  const counts = !looks && !INDEX_TYPES.includes(mediaType);
  const { left, resetSeconds } = await (counts ? countPull(quota) : readPullsLeft(quota));
  const headers = rateHeaders(quota, left ?? 0, name);
  for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
  if (left === null || (left === 0 && !counts && !looks)) throw noneLeft(quota, resetSeconds, signedIn);
}

/** As Docker Hub writes them: `ratelimit-limit: 100;w=21600`. */
function rateHeaders({ pulls, seconds }: PullQuota, left: number, source: string): Record<string, string> {
  return {
    'ratelimit-limit': `${pulls};w=${seconds}`,
    'ratelimit-remaining': `${left};w=${seconds}`,
    'docker-ratelimit-source': source,
  };
}

function noneLeft({ pulls, seconds }: PullQuota, resetSeconds: number, signedIn: boolean): AppError {
  const limit = `${pulls} ${pulls === 1 ? 'pull' : 'pulls'} in ${spell(seconds)}`;
  const sentence = signedIn
    ? `You have used your ${limit}: pull again in ${spell(resetSeconds)}.`
    : `Your address has used its ${limit} without signing in: run "docker login" for this registry, or pull again in ${spell(resetSeconds)}.`;
  return new AppError('TOOMANYREQUESTS', sentence, { retryAfter: resetSeconds });
}

const UNITS: readonly [name: string, seconds: number][] = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
  ['second', 1],
];

/** `5 hours 12 minutes`; seconds only of what is less than an hour. */
function spell(seconds: number): string {
  let rest = seconds < 60 * 60 ? seconds : Math.ceil(seconds / 60) * 60;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}${count === 1 ? '' : 's'}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
