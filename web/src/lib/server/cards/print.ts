import { error } from '@sveltejs/kit';
import { edition, type Card } from '#lib/cards.ts';
import { draw } from './draw.ts';

/** Bounds memory: about 40 kB each. */
const limit = 64;
const printed = new Map<string, Uint8Array<ArrayBuffer>>();

/** One at a time: pages come first. */
let underWay: Promise<unknown> = Promise.resolve();
let waiting = 0;
const waitingAtMost = 20;

/** An image depends on nothing but its card, so what was drawn once cannot go stale. Keeps what was asked for last. */
export async function print(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  const key = edition(card);
  const image = printed.get(key) ?? (await inTurn(key, card));
  printed.delete(key);
  printed.set(key, image);
  const [oldest] = printed.keys();
  if (printed.size > limit && oldest) printed.delete(oldest);
  return image;
}

async function inTurn(key: string, card: Card): Promise<Uint8Array<ArrayBuffer>> {
  if (waiting >= waitingAtMost) error(503, 'Many images are being drawn.', { retryAfterSeconds: 2 });
  waiting++;
  // Others may have waited for the same.
  const drawn = underWay.then(() => printed.get(key) ?? draw(card));
  underWay = drawn.catch(() => undefined).finally(() => waiting--);
  return drawn;
}
