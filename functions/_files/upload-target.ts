import { createHmac, timingSafeEqual } from 'node:crypto';
import { dirname, join } from 'node:path';

/** What the function that hands out a target and the gateway that takes the file must agree on. */

/** Beside the served folder and never below it: what nobody has looked at is not to be had. */
export function uploadsFolder(filesDir: string): string {
  return join(dirname(filesDir), 'uploads');
}

export interface Permit {
  id: string;
  /** Milliseconds since 1970. */
  expires: number;
  limitBytes: number;
}

export function uploadPath(permit: Permit, secret: string): string {
  const { id, expires, limitBytes } = permit;
  return `/uploads/${id}?expires=${expires}&limit=${limitBytes}&signature=${sign(permit, secret)}`;
}

/** What the query permits; undefined where it is not one that we signed. Whether it has expired is another question. */
export function readPermit(id: string, query: URLSearchParams, secret: string): Permit | undefined {
  const [expires, limit] = [query.get('expires') ?? '', query.get('limit') ?? ''];
  if (!/^\d{1,15}$/.test(expires) || !/^\d{1,12}$/.test(limit)) return undefined;
  const permit = { id, expires: Number(expires), limitBytes: Number(limit) };
  const [given, ours] = [Buffer.from(query.get('signature') ?? ''), Buffer.from(sign(permit, secret))];
  return given.length === ours.length && timingSafeEqual(given, ours) ? permit : undefined;
}

function sign({ id, expires, limitBytes }: Permit, secret: string): string {
  return createHmac('sha256', secret).update(`upload ${id} ${expires} ${limitBytes}`).digest('base64url');
}
