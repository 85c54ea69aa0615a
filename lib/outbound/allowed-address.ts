import type { BlockList } from 'node:net';
import { addressList, isListed } from '#lib/env/address-list.ts';
import { env } from '#lib/env/env.ts';

/** True for an address of the internet, and for those that LIGHTER_ALLOW_PRIVATE_TARGETS lists. */
export function isAllowedAddress(address: string): boolean {
  const plain = withoutZone(address);
  return isListed(allowedList(), plain) || !isListed(SPECIAL, plain);
}

/**
 * What the special-purpose registries (RFC 6890 and what came after) call not globally reachable, and what carries an IPv4
 * address inside an IPv6 one: `::ffff:127.0.0.1` a BlockList reads as the IPv4 address by itself, the others lead
 * through translators whose other side is not known here.
 */
const SPECIAL = addressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // 169.254.169.254 tells a machine's own secrets in most clouds.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);

let allowed: { of: readonly string[]; list: BlockList } | undefined;

function allowedList(): BlockList {
  const { privateTargets } = env();
  if (allowed?.of !== privateTargets) allowed = { of: privateTargets, list: addressList(privateTargets) };
  return allowed.list;
}

/** The zone of a link-local address says by which of our own interfaces it is reached (RFC 4007, 11). */
function withoutZone(address: string): string {
  return address.split('%')[0]!;
}
