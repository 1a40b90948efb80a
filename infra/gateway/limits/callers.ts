import { hash } from 'node:crypto';

/** One who has a whole /64 of IPv6, as any customer of a provider does, is one caller and not 2^64. */
export function callerAt(address: string): string {
  if (!address.includes(':')) return address;
  const written = /^(?:[0-9a-f]+:){4}/.exec(address);
  if (written) return `${written[0]}:/64`;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const missing = 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
    for (let i = 0; i < missing; i++) groups.push('0');
    if (tail !== '') groups.push(...tail.split(':'));
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const knownForMs = 60_000;
const mostKnown = 1_000;

/**
 * Credentials that the authorizer has found to be right lately, by their hash. Only such a one gives a caller a name of its
 * own; a header that nobody has verified gives no fresh budget. None is kept that was not right, so nobody fills this.
 */
export class KnownCredentials {
  readonly #authors = new Map<string, { author: string; until: number }>();

  authorOf(credential: string): string | undefined {
    const known = this.#authors.get(credential);
    return known !== undefined && known.until > performance.now() ? known.author : undefined;
  }

  verify(credential: string, author: string): void {
    this.#authors.delete(credential);
    this.#authors.set(credential, { author, until: performance.now() + knownForMs });
    const [oldest] = this.#authors.keys();
    if (this.#authors.size > mostKnown && oldest !== undefined) this.#authors.delete(oldest);
  }

  forget(credential: string): void {
    this.#authors.delete(credential);
  }
}

export function credentialOf(header: string): string {
  return hash('sha256', header, 'base64url');
}
