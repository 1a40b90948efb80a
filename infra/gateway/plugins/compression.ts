import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { chooseEncoding, type Encoding, etagOf } from '../encoding.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { addVary, varyOfKept } from '../vary.ts';

interface Settings {
  minBytes: number;
  types: string[];
  brotliQuality: number;
  gzipLevel: number;
  atOnce: number;
}

const textual = [
  'text/*',
  'application/json',
  'application/*+json',
  'application/javascript',
  'application/xml',
  'application/*+xml',
  'image/svg+xml',
  'font/ttf',
];

/**
 * Compresses what is worth it, as it is sent, on Node's threads. Never what is encoded already (the edge cache and the web's
 * assets have better ones, made once), a part of something, or what says no-transform; and never what is for one caller alone,
 * private or no-store or with a cookie: how long such an answer becomes would tell an onlooker who may write into it what else
 * is in it (BREACH). Public answers hold no secret.
 */
export default definePlugin<Settings>({
  name: 'compression',
  settings: {
    properties: {
      minBytes: { type: 'integer', minimum: 0, default: 1024 },
      types: { type: 'array', items: { type: 'string', pattern: '^[\\w.+*-]+/[\\w.+*-]+$' }, default: textual },
      brotliQuality: { type: 'integer', minimum: 0, maximum: 11, default: 4 },
      gzipLevel: { type: 'integer', minimum: 1, maximum: 9, default: 6 },
      atOnce: { type: 'integer', minimum: 1, default: 32 },
    },
  },
  create({ minBytes, types, brotliQuality, gzipLevel, atOnce }) {
    const isCompressible = typeTest(types);
    let underWay = 0;
    /** Who asked about a compressed form, and how. */
    const askedAs = new WeakMap<PluginRequest, string>();

    /** What is streamed is flushed as it comes: nobody waits for the end of a page to see its beginning. */
    const compressor = (encoding: Encoding, sizeBytes: number | undefined): Transform =>
      encoding === 'br'
        ? createBrotliCompress({
            ...(sizeBytes === undefined && { flush: constants.BROTLI_OPERATION_FLUSH }),
            params: {
              [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
              [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
              ...(sizeBytes !== undefined && { [constants.BROTLI_PARAM_SIZE_HINT]: sizeBytes }),
            },
          })
        : createGzip({
            level: gzipLevel,
            ...(sizeBytes === undefined && { flush: constants.Z_SYNC_FLUSH }),
          });

    function compress(payload: string | Buffer | Readable, encoding: Encoding): Transform {
      const isWhole = !(payload instanceof Readable);
      const compressed = compressor(encoding, isWhole ? Buffer.byteLength(payload) : undefined);
      underWay++;
      compressed.once('close', () => underWay--);
      if (isWhole) compressed.end(payload);
      // Whichever breaks off takes the other with it; who reads the answer sees that it is not whole.
      else pipeline(payload, compressed, () => undefined);
      return compressed;
    }

    return {
      request(request) {
        const { headers } = request.raw;
        const named = headers['if-none-match'];
        if (named === undefined || !suffix.test(named)) return;
        askedAs.set(request, named);
        headers['if-none-match'] = named.replaceAll(suffixes, '"');
      },
      answer(request, reply, payload) {
        if (reply.statusCode === 304) return void nameVariant(request, reply, askedAs.get(request));
        // Whoever takes no compressed form is told by an answer that says already on what it depends.
        if (request.raw.headers['accept-encoding'] === undefined && reply.getHeader('vary') === varyOfKept)
          return undefined;
        if (!isCompressible(reply.getHeader('content-type')) || !isWanted(reply)) return undefined;
        const body = isBody(payload) ? payload : undefined;
        const sizeBytes = sizeOf(reply, body);
        if (sizeBytes !== undefined && sizeBytes < minBytes) return undefined;
        addVary(reply, 'Accept-Encoding');
        const encoding = chooseEncoding(request.raw.headers['accept-encoding']?.toString());
        if (encoding === undefined || underWay >= atOnce) return undefined;
        const isHead = request.raw.method === 'HEAD';
        if (body === undefined && !isHead) return undefined;
        reply.header('content-encoding', encoding).removeHeader('content-length');
        reply.removeHeader('accept-ranges');
        tag(reply, encoding);
        return isHead || body === undefined ? undefined : compress(body, encoding);
      },
    };
  },
});

/** Of pages and reads of the API. */
const usual = 'public, no-cache';
const forOne = /\b(?:no-transform|no-store|private)\b/i;

function isWanted(reply: PluginReply): boolean {
  const { statusCode } = reply;
  if (statusCode === 204 || statusCode === 206) return false;
  if (reply.hasHeader('content-encoding') || reply.hasHeader('content-range') || reply.hasHeader('set-cookie'))
    return false;
  const cacheControl = reply.getHeader('cache-control');
  return cacheControl === undefined || cacheControl === usual || !forOne.test(String(cacheControl));
}

const suffix = /-(?:br|gzip)"/;
const suffixes = /-(?:br|gzip)"/g;

/** Who asked whether a compressed form is still the same is told of that form. What is behind us compares without the suffix. */
function nameVariant({ raw }: PluginRequest, reply: PluginReply, askedAs: string | undefined): void {
  if (askedAs === undefined) return;
  const encoding = chooseEncoding(raw.headers['accept-encoding']?.toString());
  if (encoding !== undefined && askedAs.includes(`-${encoding}"`)) tag(reply, encoding);
}

function tag(reply: PluginReply, encoding: Encoding): void {
  const etag = reply.getHeader('etag');
  if (typeof etag === 'string' && !suffix.test(etag)) reply.header('etag', etagOf(etag, encoding));
}

function isBody(payload: unknown): payload is string | Buffer | Readable {
  return typeof payload === 'string' || Buffer.isBuffer(payload) || payload instanceof Readable;
}

function sizeOf(reply: PluginReply, body: string | Buffer | Readable | undefined): number | undefined {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return Buffer.byteLength(body);
  const length = reply.getHeader('content-length');
  return length === undefined ? undefined : Number(length);
}

/** By content type as it is written in the header; there are few. */
function typeTest(types: string[]): (type: unknown) => boolean {
  const pattern = new RegExp(
    `^(?:${types.map((type) => type.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/;]*')).join('|')})\\s*(?:;|$)`,
    'i',
  );
  const known = new Map<string, boolean>();
  return (type) => {
    if (typeof type !== 'string') return false;
    const found = known.get(type);
    if (found !== undefined) return found;
    const fits = pattern.test(type);
    if (known.size < 100) known.set(type, fits);
    return fits;
  };
}
