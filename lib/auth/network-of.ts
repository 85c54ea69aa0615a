import { isIPv6, SocketAddress } from 'node:net';

/**
 * What limits by address go by: an IPv4 address, or the /64 of an IPv6 one (`2001:db8:0:7::/64`), since every household and every
 * rented machine has all of a /64 to choose addresses from.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const { address: canonical } = new SocketAddress({ address: withoutZone(address), family: 'ipv6' });
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical);
  if (mapped) return mapped[1]!;
  const [head = '', tail] = canonical.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array<string>(Math.max(GROUPS - left.length - right.length, 0)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, GROUPS / 2).join(':')}::/64`;
}

const GROUPS = 8;

/** The zone of a link-local address says by which of our own interfaces it came (RFC 4007, 11). */
function withoutZone(address: string): string {
  return address.split('%')[0]!;
}

/** `::1.2.3.4` writes the last two groups as an IPv4 address; they are beyond the /64, so any two groups do. */
function groupsOf(text: string): string[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
