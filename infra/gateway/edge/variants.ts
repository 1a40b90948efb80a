import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { log } from '../../../functions/_env/log.ts';
import { type Encoding, etagOf } from '../encoding.ts';
import type { Entry } from './entry.ts';
import type { Store } from './store.ts';

/** One reader may be the only one; of what is read again it is worth while. */
const fromHits = 2;
/** What fits into a packet or two is sent as it is. */
const leastBytes = 1_024;
const textual = /^(?:text\/|image\/svg\+xml|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml)))/i;

const quality = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
const make: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: quality }),
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
};

/** One after the other: readers come first. */
let underWay = Promise.resolve();
let waiting = 0;
const waitingAtMost = 100;

/** Counts a hit; the second one has the compressed forms made, on Node's threads, while readers get the plain one. */
export function countHit(store: Store, entry: Entry): void {
  if (++entry.hits !== fromHits || !isWorthIt(entry) || waiting >= waitingAtMost) return;
  waiting++;
  underWay = underWay
    .then(() => compress(store, entry))
    .catch((error: unknown) => log.warn({ err: error }, 'an answer could not be compressed'))
    .finally(() => waiting--);
}

function isWorthIt({ status, identity }: Entry): boolean {
  return status === 200 && identity.body.length >= leastBytes && textual.test(identity.headers['content-type'] ?? '');
}

async function compress(store: Store, entry: Entry): Promise<void> {
  if (store.get(entry.key) !== entry) return;
  const { identity } = entry;
  for (const encoding of ['br', 'gzip'] as const) {
    const body = await make[encoding](identity.body);
    if (body.length >= identity.body.length) continue;
    const etag = identity.headers['etag'];
    entry.variants[encoding] = {
      body,
      headers: {
        ...identity.headers,
        'content-encoding': encoding,
        'content-length': String(body.length),
        ...(etag !== undefined && { etag: etagOf(etag, encoding) }),
      },
    };
  }
  store.weigh(entry);
}
