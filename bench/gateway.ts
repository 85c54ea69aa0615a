import { compare } from './comparison.ts';
import type { Line } from './comparison.ts';
import { blobLines } from './gateway-blobs.ts';
import { crowdLine, idleLine } from './gateway-crowd.ts';
import { imageLine } from './gateway-image.ts';
import { manifestLines, tokenLine } from './gateway-requests.ts';
import { startStand } from './gateway-stand.ts';
import type { Stand } from './gateway-stand.ts';
import type { Report } from './report.ts';

/** How much is done; `--quick` is for a look, not for a judgement. */
export type Amount = { rounds: number; seconds: number; blobBytes: number };

const GIB = 1024 ** 3;
const FULL: Amount = { rounds: 5, seconds: 4, blobBytes: GIB };
const QUICK: Amount = { rounds: 1, seconds: 2, blobBytes: GIB / 4 };

type Part = (stand: Stand, amount: Amount) => Promise<Line[]>;

const PARTS: Record<string, Part> = {
  manifests: manifestLines,
  token: tokenLine,
  image: imageLine,
  blobs: blobLines,
  crowd: crowdLine,
  idle: idleLine,
};

/**
 * The gateway beside the bare registry that it stands before, and nginx before the same: each row of work in turns. `only`: the
 * names of some parts.
 */
export async function benchGateway(options: { quick: boolean; only: string | undefined }): Promise<Report> {
  const amount = options.quick ? QUICK : FULL;
  const parts = options.only?.split(',') ?? Object.keys(PARTS);
  const stand = await startStand({ blobBytes: amount.blobBytes });
  try {
    const lines: Line[] = [];
    for (const name of parts) {
      const part = PARTS[name];
      if (!part) throw new Error(`There is no part ${name}. There are: ${Object.keys(PARTS).join(', ')}.`);
      console.error(`${name}…`);
      lines.push(...(await part(stand, amount)));
    }
    return compare('gateway', about(amount, stand), lines);
  } finally {
    await stand.stop();
  }
}

function about({ rounds, blobBytes }: Amount, { nginx }: Stand): string {
  const missing = nginx ? '' : '; nginx was not to be had';
  return `against the bare registry and an unbuffered nginx before it, medians of ${rounds} rounds in turns; blobs of ${blobBytes / 1024 ** 2} MiB${missing}`;
}
