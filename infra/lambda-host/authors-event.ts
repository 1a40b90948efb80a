/** What a function with a route is handed over where the author asks it directly. */
export function authorsEvent(
  method: string,
  path: string,
  body?: object,
  pathParameters?: Record<string, string>,
): object {
  const now = new Date();
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    ...(pathParameters && { pathParameters }),
    ...(body && { body: JSON.stringify(body) }),
    requestContext: {
      authorizer: { lambda: { author: 'author' } },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'colophon' },
      requestId: `asked-${now.getTime()}`,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
  };
}
