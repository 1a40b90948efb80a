import type { Socket } from 'node:net';
import { beforeReading, type Counter, counter, gauge, type Histogram, histogram } from '../metrics.ts';
import { definePlugin, type PluginRequest } from '../plugin.ts';
import { configOf } from '../route-config.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What is counted at this route. */
    counted?: RouteCounts;
  }
}

interface Settings {
  durationBuckets: number[];
}

/** The metrics of one route, found when it is opened: a request finds its own by a number and adds to it. */
interface RouteCounts {
  /** By status and method: {@link slotOf}. */
  answered: Map<number, { count: Counter; duration: Histogram }>;
  route: string;
  received: Counter;
  sent: Counter;
}

const methods = ['other', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const methodNumbers = new Map(methods.map((method, number) => [method, number]));

/** A status and a method in one small number. */
function slotOf(status: number, method: number): number {
  return status * methods.length + method;
}

const began = Symbol('began');
const before = Symbol('before');

/** By the clock of `performance.now()`. */
type Begun = PluginRequest & { [began]?: number };

/** How many bytes of a connection were counted with earlier requests, and whose answers took what has been sent since. */
interface Counted {
  received: number;
  sent: number;
  of: RouteCounts;
}

interface CountedSocket extends Socket {
  [before]?: Counted;
}

/** To ask a connection what it has sent costs a hit a twentieth of its time: it is asked where that is to be known. */
const open = new Set<CountedSocket>();
beforeReading(() => {
  for (const socket of open) countSent(socket, socket[before]!);
});

function countSent({ bytesWritten }: Socket, counted: Counted): void {
  counted.of.sent.value += bytesWritten - counted.sent;
  counted.sent = bytesWritten;
}

function countReceived(socket: CountedSocket, counts: RouteCounts): void {
  const counted = (socket[before] ??= watched(socket, counts));
  const { bytesRead } = socket;
  counts.received.value += bytesRead - counted.received;
  counted.received = bytesRead;
  if (socket.destroyed) countSent(socket, counted);
}

function watched(socket: CountedSocket, counts: RouteCounts): Counted {
  if (!socket.destroyed) {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      countSent(socket, socket[before]!);
    });
  }
  return { received: 0, sent: 0, of: counts };
}

/**
 * Counts and times requests, by the template of the route that took them, for GET /metrics on METRICS_PORT. Stands first in the
 * list, so that it sees what later plugins answer.
 */
export default definePlugin<Settings>({
  name: 'prometheus',
  settings: {
    properties: {
      durationBuckets: {
        type: 'array',
        minItems: 1,
        maxItems: 40,
        items: { type: 'number', exclusiveMinimum: 0 },
        default: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      },
    },
  },
  create({ durationBuckets }) {
    const bounds = [...new Set(durationBuckets)].toSorted((one, other) => one - other);
    const requests = counter('colophon_http_requests_total', 'Requests that were answered, or whose caller left.', [
      'route',
      'method',
      'status',
    ]);
    const durations = histogram(
      'colophon_http_request_duration_seconds',
      'From the head of a request to the end of its answer.',
      ['route', 'method'],
      bounds,
    );
    const inFlight = gauge('colophon_http_requests_in_flight', 'Requests that are being answered.').with();
    const received = counter('colophon_http_received_bytes_total', 'What requests took on the connection.', ['route']);
    const sent = counter('colophon_http_sent_bytes_total', 'What answers took on the connection.', ['route']);

    const countsOf = (route: string): RouteCounts => ({
      answered: new Map(),
      route,
      received: received.with(route),
      sent: sent.with(route),
    });
    // Addresses that no route takes, all of them together.
    const elsewhere = countsOf('none');
    const countsOfRoute = (request: PluginRequest) => configOf(request).counted ?? elsewhere;

    const childrenOf = (counts: RouteCounts, status: number, method: number) => {
      const slot = slotOf(status, method);
      let children = counts.answered.get(slot);
      if (!children) {
        const name = methods[method]!;
        children = {
          count: requests.with(counts.route, name, String(status)),
          duration: durations.with(counts.route, name),
        };
        counts.answered.set(slot, children);
      }
      return children;
    };

    return {
      route(route) {
        const door = route.config?.door;
        // The function of `$default` stands at several addresses, and each is named after itself.
        const template = door && door.url !== '' ? door.routeKey.replace(/^\S+ /, '') : route.url;
        route.config = { ...route.config, counted: countsOf(template) };
      },
      request(request) {
        // A connection that is handed over to the web, as hot reload's is, is no request with an end.
        if (request.raw.headers.upgrade !== undefined) return;
        (request as Begun)[began] = performance.now();
        inFlight.value++;
        const socket = request.raw.socket as CountedSocket;
        const counted = socket[before];
        const counts = countsOfRoute(request);
        if (!counted || counted.of === counts) return;
        countSent(socket, counted);
        counted.of = counts;
      },
      done(request, reply) {
        const since = (request as Begun)[began];
        if (since === undefined) return;
        inFlight.value--;
        const counts = countsOfRoute(request);
        const { raw } = request;
        // As NGINX has it: the caller left before the answer.
        const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
        const { count, duration } = childrenOf(counts, status, methodNumbers.get(raw.method ?? '') ?? 0);
        count.value++;
        duration.observe((performance.now() - since) / 1000);
        countReceived(raw.socket, counts);
      },
    };
  },
});
