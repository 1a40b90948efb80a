import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** A set of addresses and of ranges of them. */
export interface Networks {
  /** @param address as `canonicalAddress` writes it */
  has(address: string): boolean;
}

/**
 * An address in the one way of writing that everything compares: IPv6 in lower case and as short as can be, without a zone;
 * IPv4 as IPv4, also where a socket that takes both writes it as ::ffff:192.0.2.1. Undefined for what is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = text.includes('%') ? text.slice(0, text.indexOf('%')) : text;
  if (!isIPv6(bare)) return undefined;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/**
 * Reads addresses and CIDR ranges: 192.0.2.1, 10.0.0.0/8, 2001:db8::/32.
 * @throws RangeError whose message is the entry that is neither
 */
export function readNetworks(entries: string[]): Networks {
  const list = new BlockList();
  for (const entry of entries) {
    const { address, prefix } = rangeOf(entry);
    list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return { has: (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6') };
}

/** Of a list in a setting; spaces around a comma are no harm. */
export function entriesOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function rangeOf(entry: string): { address: string; prefix: number } {
  const [, text = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const address = canonicalAddress(text);
  if (address === undefined) throw new RangeError(entry);
  const longest = isIPv4(address) ? 32 : 128;
  // The prefix of a mapped range counts the 96 bits that say so.
  const mapped = isIPv6(text) && isIPv4(address) ? 96 : 0;
  const prefix = bits === undefined ? longest : Number(bits) - mapped;
  if (prefix < 0 || prefix > longest) throw new RangeError(entry);
  return { address, prefix };
}
