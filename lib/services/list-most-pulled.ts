import { readMostPulled } from '#lib/db/read-home.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { MostPulled } from '#lib/schemas/system.ts';
import { presentRepository } from './present-repository.ts';

/** A week's, and what a card of the home page has room for. */
const MOST_PULLED = { days: 7, limit: 8 };

/** The most pulled repositories of the week that the principal may see. */
export async function listMostPulled(principal: Principal): Promise<MostPulled> {
  const rows = await readMostPulled(principal, MOST_PULLED);
  return { items: rows.map((row) => ({ ...presentRepository(row), pulls7d: row.pulls })) };
}
