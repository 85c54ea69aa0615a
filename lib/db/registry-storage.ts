import { query } from './pool.ts';

export type RegistryStorage = {
  /** The registry's program, as it calls itself. */
  program: string;
  total: number;
  free: number;
  watermark: number;
  reserve: number;
  full: boolean;
  critical: boolean;
};

/** What a collector sees of the registry's volume, and with it that there is a collector. */
export async function saveRegistryStorage(seen: RegistryStorage): Promise<void> {
  await query(SAVE, [
    seen.program,
    seen.total,
    seen.free,
    seen.watermark,
    seen.reserve,
    seen.full,
    seen.critical,
  ]);
}

/** The collector goes. */
export async function forgetRegistryStorage(): Promise<void> {
  await query('DELETE FROM registry_storage');
}

/** What the collector saw last; null when there is none that has been heard of within a minute. */
export async function readRegistryStorage(): Promise<RegistryStorage | null> {
  const [row] = await query<RegistryStorage>(
    `SELECT program, total, free, watermark, reserve, "full", critical FROM registry_storage
     WHERE seen_at > now() - interval '1 minute'`,
  );
  return row ?? null;
}

const SAVE = `
  INSERT INTO registry_storage AS s (id, seen_at, program, total, free, watermark, reserve, "full", critical)
  VALUES (1, now(), $1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO UPDATE SET seen_at = now(), program = $1, total = $2, free = $3, watermark = $4, reserve = $5,
    "full" = $6, critical = $7`;
