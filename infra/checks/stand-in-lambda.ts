import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { useEnvironment } from './test-database.ts';

export interface Invocation {
  name: string;
  type: 'Event' | 'RequestResponse';
  payload: unknown;
}

type Handlers = Record<string, (payload: never) => Promise<unknown>>;

/**
 * Stands in for Lambda's Invoke API: keeps what was asked, and lets the handlers answer that a test names. What nobody
 * stands in for answers nothing, as one that is nudged does. Called at the top of a test file.
 */
export function standInLambda(handlers: Handlers = {}): Invocation[] {
  const invocations: Invocation[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const name = decodeURIComponent(/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '');
      const type = request.headers['x-amz-invocation-type'] === 'Event' ? 'Event' : 'RequestResponse';
      const payload: unknown = JSON.parse((await text(request)) || '{}');
      invocations.push({ name, type, payload });
      if (type === 'Event') return response.writeHead(202).end();
      try {
        const answer = JSON.stringify((await handlers[name]?.(payload as never)) ?? null);
        return response.writeHead(200).end(answer);
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return response
          .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
          .end(JSON.stringify({ errorType, errorMessage }));
      }
    })();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    useEnvironment({ LAMBDA_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return invocations;
}
