import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import { offsetOf, type UploadAddress } from './upload-address.ts';

/** A client that lost an answer asks again soon; an address is some 500 bytes, so this is 10 MB at the most. */
const REMEMBERED_MS = 60 * 60_000;
const REMEMBERED = 20_000;

const newest = new ExpiringMap<UploadAddress>(REMEMBERED, REMEMBERED_MS);

/** Keeps where an upload is now: 2.8.x knows none but its last address, which the client may never have got. */
export function rememberProgress(address: UploadAddress): void {
  newest.set(keyOf(address), address);
}

/** Its upload has ended. */
export function forgetProgress(address: UploadAddress): void {
  newest.delete(keyOf(address));
}

/**
 * Where the upload of `address` is by now, as far as this process knows; `address` itself when it knows of nothing later. What
 * another process has taken on only upstream knows, which then refuses an address that is too old.
 */
export function latestProgress(address: UploadAddress): UploadAddress {
  const known = newest.get(keyOf(address));
  return known && (offsetOf(known) ?? 0) > (offsetOf(address) ?? 0) ? known : address;
}

function keyOf({ repository, session }: UploadAddress): string {
  return `${repository} ${session}`;
}
