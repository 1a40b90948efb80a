import { refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';

/** What our web has an author's browser bring along after a write, since a browser sends no header of ours. */
const inCookie = /(?:^|;\s*)colophon_version=(0|[1-9]\d{0,19})(?:;|$)/;
const inHeader = /^(0|[1-9]\d{0,19})$/;
const maxUint64 = 2n ** 64n - 1n;

/** The version that the reader must be shown at least, as an xid + 1; undefined where any will do. The header goes before the cookie. */
export function minVersion({ headers, cookies }: Pick<HttpEvent, 'headers' | 'cookies'>): bigint | undefined {
  const value = headers?.['min-version'];
  if (value === undefined) return cookies && versionIn(cookies.join('; '));
  if (!inHeader.test(value) || BigInt(value) > maxUint64) {
    refuse('malformed', 'Min-Version must be a decimal number of 64 bits without sign.', [
      { field: 'Min-Version', issue: 'must be a decimal uint64' },
    ]);
  }
  return BigInt(value);
}

/** Of all cookies. One that holds no version was not set by us, and nobody could mend it: it counts as none. */
export function versionIn(cookies: string): bigint | undefined {
  const version = BigInt(inCookie.exec(cookies)?.[1] ?? -1);
  return version < 0n || version > maxUint64 ? undefined : version;
}
