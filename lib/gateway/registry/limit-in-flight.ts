import { networkOf } from '#lib/auth/network-of.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { RegistryExchange } from './registry-exchange.ts';

/**
 * Requests that one user, or one address without a user, may have under way in this process. Clients move 3 to 10 layers at a time: room
 * for a cluster of some fifty machines under one name or behind one address, while nobody takes all of the gateway for himself.
 * Counted by each process for itself, since what runs out is a process's own: memory, descriptors, its share of the connections to
 * Postgres, its turn of the event loop. With none of its processes filled by one, the gateway is not; and more processes serve more.
 */
export const MAX_IN_FLIGHT = 256;

/** By then some of them have ended; clients wait for at least this long anyway. */
const RETRY_AFTER_SECONDS = 1;

const underWay = new Map<string, number>();

/** Step: counts the request until its answer is complete or its client gone. @throws AppError TOOMANYREQUESTS */
export async function limitInFlight({ caller, client, response }: RegistryExchange): Promise<void> {
  // One that is gone already would never be counted down.
  if (response.closed) return;
  const { principal } = caller;
  const key =
    principal.kind !== 'anonymous' ? `${principal.kind} ${principal.id}` : networkOf(client.address);
  const count = underWay.get(key) ?? 0;
  if (count >= MAX_IN_FLIGHT)
    throw new AppError(
      'TOOMANYREQUESTS',
      `More than ${MAX_IN_FLIGHT} requests at a time: wait until some have ended, then try again.`,
      { retryAfter: RETRY_AFTER_SECONDS },
    );
  underWay.set(key, count + 1);
  response.once('close', () => {
    const left = (underWay.get(key) ?? 1) - 1;
    if (left > 0) underWay.set(key, left);
    else underWay.delete(key);
  });
}
