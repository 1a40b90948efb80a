import { isIPv6 } from 'node:net';
import { log } from '../../../functions/_env/log.ts';
import { readNetworks } from '../../services/addresses.ts';
import { addressOf } from '../caller.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { pathOf } from '../problem.ts';
import { configOf } from '../route-config.ts';

interface Settings {
  sample: number;
  addresses: 'shortened' | 'whole' | 'none';
  queryValues: string[];
}

const began = Symbol('began');
type Timed = PluginRequest & { [began]?: { atMs: number; bytes: number } };

/**
 * One line of JSON for each request, among the others that the process writes and at the level `info`: whoever starts Colophon at
 * a desk sees warnings alone (LOG_LEVEL=warn), and an operator asks for it with LOG_LEVEL=info. Below that it costs nothing. Of a
 * query it writes the names, and the values of those alone that are known to hold nothing: no credential, cookie or signature
 * is ever in it. What failed is written whatever the sample.
 */
export default definePlugin<Settings>({
  name: 'access-log',
  settings: {
    properties: {
      sample: { type: 'number', minimum: 0, maximum: 1, default: 1 },
      addresses: { enum: ['shortened', 'whole', 'none'], default: 'shortened' },
      queryValues: { type: 'array', items: { type: 'string' }, default: ['project', 'tag', 'limit', 'cursor'] },
    },
  },
  create({ sample, addresses, queryValues }) {
    if (!log.isLevelEnabled('info')) return {};
    const known = new Set(queryValues);
    return {
      request(request: Timed) {
        request[began] = { atMs: performance.now(), bytes: request.raw.socket.bytesWritten };
      },
      done(request: Timed, reply) {
        if (reply.statusCode < 500 && sample < 1 && Math.random() >= sample) return;
        log.info(lineOf(request, reply, addresses, known), 'answered');
      },
    };
  },
});

function lineOf(request: Timed, reply: PluginReply, addresses: Settings['addresses'], known: Set<string>): object {
  const { raw } = request;
  const url = raw.url ?? '';
  const query = queryOf(url, known);
  const cache = reply.getHeader('cache-status');
  const start = request[began];
  return {
    requestId: request.id,
    method: raw.method,
    route: configOf(request).door?.routeKey ?? request.routeOptions.url,
    path: pathOf(url),
    ...(query !== '' && { query }),
    status: reply.statusCode,
    // A connection that broke before the end of its answer.
    ...(!reply.raw.writableFinished && { aborted: true }),
    ms: start && Math.round((performance.now() - start.atMs) * 10) / 10,
    // Head and body, as they went over the connection.
    bytes: start && raw.socket.bytesWritten - start.bytes,
    ...(addresses !== 'none' && {
      address: addresses === 'whole' ? addressOf(request) : shortened(addressOf(request)),
    }),
    ...(cache !== undefined && { cache: String(cache) }),
  };
}

/** Names, and of known ones their values: `tag=web&limit=5&token`. */
function queryOf(url: string, known: Set<string>): string {
  const mark = url.indexOf('?');
  if (mark < 0) return '';
  return url
    .slice(mark + 1)
    .split('&')
    .map((member) => {
      const [name = ''] = member.split('=', 1);
      return known.has(name) ? member : name;
    })
    .join('&');
}

const loopback = readNetworks(['127.0.0.0/8', '::1']);

/** The network that somebody is in, and not who it is: of IPv4 without its last byte, of IPv6 the first 48 bits. */
export function shortened(address: string): string {
  if (loopback.has(address)) return address;
  if (!isIPv6(address)) return address.replace(/\.\d+$/, '.0');
  const [head, tail] = address.split('::', 2);
  const groups = head ? head.split(':') : [];
  const rest = tail ? tail.split(':') : [];
  const zeros = Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0');
  const whole = tail === undefined ? groups : [...groups, ...zeros, ...rest];
  return `${whole.slice(0, 3).join(':')}::`;
}
