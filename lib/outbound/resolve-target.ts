import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '#lib/errors/app-error.ts';
import { isAllowedAddress } from './allowed-address.ts';

/** Addresses that were checked; connect to one of them, never to the name again, which may by then say something else. */
export type Target = { host: string; addresses: { address: string; family: number }[] };

/**
 * Looks up where a host that somebody configured is, and checks each of its addresses. `host` is a name or an address,
 * with or without the brackets of a URL. `trusted`: the operator said so in the environment, and it may be anywhere.
 * @throws AppError REQUEST_INVALID when one of them is not allowed, UPSTREAM_ERROR when the name is unknown
 */
export async function resolveTarget(host: string, trusted = false): Promise<Target> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  const addresses = family === 0 ? await lookUp(bare) : [{ address: bare, family }];
  const refused = trusted ? undefined : addresses.find(({ address }) => !isAllowedAddress(address));
  if (refused) throw new AppError('REQUEST_INVALID', refusal(bare, refused.address));
  return { host: bare, addresses };
}

/** For `lookup` of node:net and node:http: gives the checked addresses, asks nobody. */
export function pinned({ addresses }: Target): LookupFunction {
  return (_host, options, callback) => {
    const first = addresses[0]!;
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
}

async function lookUp(name: string): Promise<Target['addresses']> {
  const found = await lookup(name, { all: true }).catch((cause: unknown) => {
    throw new AppError('UPSTREAM_ERROR', `No address is known of ${name}. Check the name.`, { cause });
  });
  if (found.length > 0) return found;
  throw new AppError('UPSTREAM_ERROR', `No address is known of ${name}. Check the name.`);
}

function refusal(host: string, address: string): string {
  const where = host === address ? address : `${host} (${address})`;
  return `${where} is not an address of the internet. If it is meant, list it in LIGHTER_ALLOW_PRIVATE_TARGETS and start Lighter again.`;
}
