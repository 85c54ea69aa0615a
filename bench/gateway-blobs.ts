import { atLeast, inTurns } from './comparison.ts';
import type { Line } from './comparison.ts';
import { REPOSITORY } from './gateway-stand.ts';
import type { Stand } from './gateway-stand.ts';
import { pullBlock, pushBlock } from './gateway-transfers.ts';
import type { PushForm, Target } from './gateway-transfers.ts';

const MIB = 1024 ** 2;
const PULL_FACTORS: Record<string, number> = { bare: 0.6, nginx: 1.1 };
const PUSH_BARE = 0.9;

/** One large blob down and up, on one connection. */
export async function blobLines(stand: Stand, { rounds }: { rounds: number }): Promise<Line[]> {
  return [
    await pullLine(stand, rounds),
    await pushLine(stand, rounds, 'monolithic'),
    await pushLine(stand, rounds, 'chunked'),
  ];
}

async function pullLine(stand: Stand, rounds: number): Promise<Line> {
  const { lighter, bare, nginx } = await targets(stand);
  const rate = (target: Target) => () => speed(stand, () => pullBlock(target, stand.blob));
  const sides: Record<string, () => Promise<number>> = { bare: rate(bare), lighter: rate(lighter) };
  if (nginx) sides.nginx = rate(nginx);
  const { lighter: ours = 0, ...others } = await inTurns(rounds, sides);
  return {
    work: 'blob pull, one connection',
    unit: 'MiB/s',
    lighter: ours,
    others: Object.entries(others).map(([name, median]) => ({ name, median })),
    bars: Object.entries(others).map(([name, median]) => atLeast(PULL_FACTORS[name]!, name, ours, median)),
  };
}

async function pushLine(stand: Stand, rounds: number, form: PushForm): Promise<Line> {
  const { lighter, bare } = await targets(stand);
  const rate = (target: Target) => () => speed(stand, () => pushBlock(target, stand.blob, form));
  const found = await inTurns(rounds, { bare: rate(bare), lighter: rate(lighter) });
  return {
    work: `blob push, ${form}`,
    unit: 'MiB/s',
    lighter: found.lighter,
    others: [{ name: 'bare', median: found.bare }],
    bars: [atLeast(PUSH_BARE, 'bare', found.lighter, found.bare)],
  };
}

async function targets({ gateway, bare, nginx, authorization }: Stand) {
  return {
    lighter: { url: gateway.url, repository: REPOSITORY, authorization: await authorization() },
    bare: { url: bare.url, repository: REPOSITORY },
    nginx: nginx && { url: nginx.url, repository: REPOSITORY },
  };
}

async function speed({ blob }: Stand, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return blob.size / MIB / ((performance.now() - started) / 1000);
}
