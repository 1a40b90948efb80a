import type { HttpEvent, HttpResult } from '../../functions/_http/route.ts';

export interface Asked {
  method?: string;
  path?: string;
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Written as JSON, unless it is text already. */
  body?: unknown;
  /** Nobody, where it says null. */
  author?: string | null;
}

/** An event as HTTP API hands it to a function: for tests that call a handler as its host does. */
export function httpEvent(asked: Asked = {}): HttpEvent {
  const { method = 'GET', path = '/', parameters, query, headers = {}, body, author = 'author' } = asked;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      'x-request-id': 'request-of-a-test',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(parameters && { pathParameters: parameters }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'checks',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'checks' },
      requestId: 'request-of-the-host',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
      authorizer: {
        lambda: author === null ? {} : { author, tokenId: 'token-of-a-test', scopes: 'read write operate' },
      },
    },
  };
}

/** What a function answered, read as the JSON object that it is. */
export function bodyOf(result: HttpResult): Record<string, unknown> {
  return JSON.parse(result.body ?? '{}') as Record<string, unknown>;
}
