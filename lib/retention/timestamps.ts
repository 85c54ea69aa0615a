import type { Reason } from './types.ts';

/** Fields of reasons, ages and blockers that hold a time. */
const TIMES = new Set(['at', 'until', 'since', 'usedAt']);

/** A time as the API gives it: RFC 3339, UTC. */
export function timestampOf(time: number): string {
  return new Date(time).toISOString();
}

/** A reason with its times as texts, as lib/schemas/retention.ts has it. */
export function reasonWithTimestamps(reason: Reason): Reason<string> {
  return withTimestamps(reason) as Reason<string>;
}

function withTimestamps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimestamps);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      typeof one === 'number' && TIMES.has(name) ? timestampOf(one) : withTimestamps(one),
    ]),
  );
}
