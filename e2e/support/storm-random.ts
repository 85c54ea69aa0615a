/** Chances that are the same in every run with the same seed. */
export type Chance = {
  /** From 0 to 1. */
  next: () => number;
  /** A whole number from `from` up to `to`, both included. */
  between: (from: number, to: number) => number;
  /** The items in another order. */
  shuffled: <T>(items: readonly T[]) => T[];
};

/** Park and Miller's generator; `seed` from 1. */
export function chance(seed: number): Chance {
  let state = (seed % 2_147_483_646) + 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const shuffled = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    return items.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
  };
  // Neighbouring seeds begin alike.
  for (let i = 0; i < 8; i++) next();
  return { next, between, shuffled };
}
