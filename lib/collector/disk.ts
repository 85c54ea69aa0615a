import { randomFillSync } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

const MIB = 1024 * 1024;

/** With less than this free, pushes are refused: what is under way ends well, and the database writes on for long. */
const WATERMARK_BYTES = 2048 * MIB;
const WATERMARK_SHARE = 0.05;
/** Enough for the database to record the delete of some hundred thousand tags. */
const RESERVE_BYTES = 256 * MIB;
const RESERVE_SHARE = 0.1;

export type Disk = {
  total: number;
  free: number;
  watermark: number;
  /** Bytes of the file that is given up for deletes; 0 while it is. */
  reserve: number;
  full: boolean;
  critical: boolean;
};

/** What a volume of `total` bytes keeps free. */
export function limitsOf(total: number): { watermark: number; reserve: number; critical: number } {
  const watermark = Math.min(WATERMARK_BYTES, Math.floor(total * WATERMARK_SHARE));
  const reserve = Math.min(RESERVE_BYTES, Math.floor(total * RESERVE_SHARE));
  return { watermark, reserve, critical: Math.min(Math.floor(watermark / 2), reserve) };
}

/**
 * Looks at the volume of the registry's storage, and keeps a file there that makes room when nothing else does: given up when nearly
 * nothing is free, so that deletes can be recorded and garbage collected, and made again once there is room for it.
 */
export async function watchDisk(storage: string): Promise<Disk> {
  const before = await measure(storage);
  const { watermark, reserve, critical } = limitsOf(before.total);
  const file = path.join(storage, RESERVE);
  if (before.reserve > 0 && before.free < critical) await rm(file, { force: true });
  else if (before.reserve < reserve && !isFull(before)) await makeReserve(file, reserve);
  const { total, free, reserve: kept } = await measure(storage);
  const full = isFull({ total, free, reserve: kept });
  return {
    ...{ total, free, watermark, full, reserve: kept },
    // The reserve was given to those who delete: pushes under way must not take it.
    critical: before.free < critical || (kept === 0 && full),
  };
}

/** Whether there is no room for pushes: what the reserve lacks, having been given to those who delete, is none. */
export function isFull({ total, free, reserve: kept }: Measured): boolean {
  const { watermark, reserve } = limitsOf(total);
  return free - Math.max(0, reserve - kept) < watermark;
}

type Measured = Pick<Disk, 'total' | 'free' | 'reserve'>;

const RESERVE = '.lighter-reserve';

async function measure(storage: string): Promise<Measured> {
  const { bsize, blocks, bavail } = await statfs(storage);
  const reserve = await stat(path.join(storage, RESERVE)).then(
    ({ size }) => size,
    () => 0,
  );
  return { total: blocks * bsize, free: bavail * bsize, reserve };
}

/** Random bytes: a file system that compresses or leaves out zeros would keep nothing free for them. */
async function makeReserve(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    const chunk = Buffer.alloc(Math.min(bytes, MIB));
    for (let written = 0; written < bytes; written += chunk.length) {
      const part = chunk.subarray(0, Math.min(chunk.length, bytes - written));
      await handle.write(randomFillSync(part));
    }
  } finally {
    await handle.close();
  }
}
