import { basic } from '../e2e/support/push.ts';
import { OCI_IMAGE } from '#lib/oci/media-types.ts';
import { atLeast, inTurns } from './comparison.ts';
import type { Line } from './comparison.ts';
import { headsPerSecond } from './gateway-heads.ts';
import { REPOSITORY, TAG } from './gateway-stand.ts';
import type { Stand } from './gateway-stand.ts';
import { perSecond } from './gateway-wrk.ts';

type Amount = { rounds: number; seconds: number };

/** Without it the bare registry has no OCI image to give. */
const ACCEPT = { accept: OCI_IMAGE };
const TAG_FACTOR = 5;
const DIGEST_FACTOR = 8;
const TOKENS_PER_SECOND = 1500;

/** Manifests by tag and by digest, with a bearer token. */
export async function manifestLines(stand: Stand, amount: Amount): Promise<Line[]> {
  const { digest } = stand.image;
  return [
    await manifestLine(stand, amount, 'manifest GET by tag', TAG, perSecond, TAG_FACTOR),
    await manifestLine(stand, amount, 'manifest GET by digest', digest, perSecond, DIGEST_FACTOR),
    await manifestLine(stand, amount, 'manifest HEAD by digest', digest, headsPerSecond, DIGEST_FACTOR),
  ];
}

async function manifestLine(
  { gateway, bare, authorization }: Stand,
  { rounds, seconds }: Amount,
  work: string,
  reference: string,
  rate: typeof perSecond,
  factor: number,
): Promise<Line> {
  const path = `/v2/${REPOSITORY}/manifests/${reference}`;
  const headers = { ...ACCEPT, authorization: await authorization() };
  const found = await inTurns(rounds, {
    bare: () => rate(bare.url + path, ACCEPT, seconds),
    lighter: () => rate(gateway.url + path, headers, seconds),
  });
  return {
    work,
    unit: '/s',
    lighter: found.lighter,
    others: [{ name: 'bare', median: found.bare }],
    bars: [atLeast(factor, 'bare', found.lighter, found.bare)],
  };
}

/** Tokens for a password that was verified moments ago, as docker asks for one before nearly every request. */
export async function tokenLine({ gateway, account }: Stand, { rounds, seconds }: Amount): Promise<Line[]> {
  const url = `${gateway.url}/token?service=${gateway.host}&scope=repository:${REPOSITORY}:pull,push`;
  const headers = { authorization: basic(account.name, account.password) };
  const { lighter } = await inTurns(rounds, { lighter: () => perSecond(url, headers, seconds) });
  const bar = { text: `≥ ${TOKENS_PER_SECOND} /s`, met: lighter >= TOKENS_PER_SECOND };
  return [{ work: 'tokens', unit: '/s', lighter, others: [], bars: [bar] }];
}
