import type { Environment } from './lambda.ts';
import { invoker } from './lambda.ts';

interface HttpAnswer {
  statusCode: number;
  body?: string;
}

/**
 * Invokes a function that has a route, as the author: who may invoke functions directly may do all that the author may.
 * @throws what the problem says, where the answer is one
 */
export async function asAuthor<Answer>(
  environment: Environment,
  name: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const now = new Date();
  const answer = await invoker(environment)<HttpAnswer>(name, {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    ...(body && { body: JSON.stringify(body) }),
    requestContext: {
      authorizer: { lambda: { author: 'author' } },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'colophon' },
      requestId: `cli-${now.getTime()}`,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
  });
  const parsed = JSON.parse(answer.body ?? '{}') as Answer & { detail?: string };
  if (answer.statusCode >= 400) throw new Error(parsed.detail ?? `${name} answered ${answer.statusCode}.`);
  return parsed;
}
