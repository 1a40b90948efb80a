import { isUtf8 } from 'node:buffer';
import { parse as parseQuery } from 'node:querystring';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import { accountId } from '../lambda-host/lambda-context.ts';
import { addressOf } from './caller.ts';
import { eventHeaders } from './event-headers.ts';
import { pathOf } from './problem.ts';
import type { Door } from './routes.ts';
import type { PluginRequest } from './plugin.ts';

export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>;

const apiId = 'colophon';
/** What API Gateway hands over as text. All else is base64. */
const textual = /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))\s*(?:;|$))/i;

/**
 * The event of an HTTP API, payload format 2.0. As on AWS, `rawPath` and the path parameters are decoded and the query
 * string is not; cookies stand beside the headers and not among them.
 */
export function httpEvent(request: PluginRequest, door: Door): HttpEvent {
  const { raw } = request;
  const url = raw.url ?? '/';
  const path = pathOf(url);
  const rawPath = path.includes('%') ? decodeURIComponent(path) : path;
  const now = Date.now();
  const { headers, cookies } = eventHeaders(request);
  const host = headers['host'] ?? '';
  const mark = url.indexOf('?');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  const pathParameters =
    door.url === '' ? undefined : parametersOf(request.params as Record<string, string>, door.greedy);
  return {
    version: '2.0',
    routeKey: door.routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers,
    ...(query !== '' && { queryStringParameters: queryOf(query) }),
    requestContext: {
      accountId,
      apiId,
      domainName: domainOf(host),
      domainPrefix: domainOf(host).split('.', 1)[0] ?? '',
      http: {
        method: raw.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${raw.httpVersion}`,
        sourceIp: addressOf(request),
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey: door.routeKey,
      stage: '$default',
      time: clockTime(now),
      timeEpoch: now,
    } as HttpEvent['requestContext'],
    ...(pathParameters && { pathParameters }),
    isBase64Encoded: false,
    ...bodyOf(request.body as Buffer | undefined, headers['content-type']),
  };
}

function parametersOf(params: Record<string, string>, greedy: string | undefined): Record<string, string> | undefined {
  let parameters: Record<string, string> | undefined;
  for (const name in params) {
    if (name !== '*') (parameters ??= {})[name] = params[name] ?? '';
    else if (greedy) (parameters ??= {})[greedy] = params[name] ?? '';
  }
  return parameters;
}

function queryOf(query: string): Record<string, string> {
  const parsed = parseQuery(query) as Record<string, string | string[]>;
  // Also of one that is called as what every object has: its function is to refuse it.
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}

function bodyOf(
  body: Buffer | undefined,
  contentType: string | undefined,
): { body?: string; isBase64Encoded?: boolean } {
  if (!body || body.length === 0) return {};
  if ((contentType === undefined || textual.test(contentType)) && isUtf8(body)) return { body: body.toString('utf8') };
  return { body: body.toString('base64'), isBase64Encoded: true };
}

function domainOf(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon > host.lastIndexOf(']') ? host.slice(0, colon) : host;
}

let lastSecond = 0;
let lastClockTime = '';

/** As in access logs: 12/Mar/2020:19:03:58 +0000. Written anew once a second, since each event carries it. */
function clockTime(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== lastSecond) {
    const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
    lastClockTime = `${day}/${month}/${year}:${time} +0000`;
    lastSecond = second;
  }
  return lastClockTime;
}
