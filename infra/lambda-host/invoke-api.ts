import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { log } from '../../functions/_env/log.ts';
import { hostMetricsPath } from '../gateway/host-metrics.ts';
import type { Family } from '../gateway/metrics.ts';
import { AsyncInvocations } from './async-invocations.ts';
import type { InProcessInvoker } from './in-process-invoker.ts';
import {
  ApiRefusal,
  clientContext,
  invocationType,
  parsePayload,
  payloadLimits,
  readPayload,
  requestedFunction,
} from './invoke-request.ts';
import { payloadOf } from './invoke-payload.ts';
import type { InvocationResult } from './invoker.ts';
import { functionArn } from './lambda-context.ts';

interface Settings {
  invoker: InProcessInvoker;
  /** Whoever signs with another key is not one of our processes. */
  accessKeyId: string;
  functionPrefix?: string;
  retryDelaysMs?: number[];
  /** What this process measured, for the gateway, which shows it; undefined where nobody asks. */
  metrics?: () => Family[];
}

/** Long, so that the SDK seldom finds a socket closed under its hands. */
const keepAliveMilliseconds = 75_000;

/**
 * Lambda's Invoke over bare node:http: every miss of the cache pays this hop. It listens on loopback, and of the caller's
 * signature it looks at the key id alone: that is random for each instance and known to its own processes only.
 */
export function createInvokeApi({
  invoker,
  accessKeyId,
  functionPrefix = '',
  retryDelaysMs,
  metrics,
}: Settings): Server {
  const credential = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/`;
  const background = new AsyncInvocations(invoker, retryDelaysMs);
  const server = createServer({ keepAliveTimeout: keepAliveMilliseconds }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, error);
    });
  });
  server.on('close', () => background.stop());
  return server;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.headers.authorization?.startsWith(credential)) {
      throw new ApiRefusal(
        403,
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    if (metrics && request.url === hostMetricsPath) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metrics()));
      return;
    }
    const name = requestedFunction(request.url ?? '', functionPrefix);
    if (request.method !== 'POST') throw new ApiRefusal(405, 'MethodNotAllowedException', 'Invoke is a POST.');
    if (!invoker.has(name)) {
      throw new ApiRefusal(
        404,
        'ResourceNotFoundException',
        `Function not found: ${functionArn(functionPrefix + name)}`,
      );
    }
    const type = invocationType(request);
    const event = parsePayload(await readPayload(request, payloadLimits[type]));
    const requestId = randomUUID();
    if (type === 'RequestResponse') {
      const result = await invoker.invoke(name, event, { requestId, clientContext: clientContext(request) });
      sendResult(response, requestId, name, result);
      return;
    }
    response.writeHead(type === 'Event' ? 202 : 204, { 'x-amzn-requestid': requestId, 'content-length': '0' }).end();
    if (type === 'Event') background.accept(name, event, requestId);
  }
}

function sendResult(response: ServerResponse, requestId: string, name: string, result: InvocationResult): void {
  const { payload, failed } = payloadOf(result, requestId);
  if (failed) log.warn({ function: name, awsRequestId: requestId, error: failed }, 'invocation failed');
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(failed && { 'x-amz-function-error': 'Unhandled' }),
    })
    .end(payload);
}

function refuse(response: ServerResponse, error: unknown): void {
  const known = error instanceof ApiRefusal;
  if (!known) log.error({ err: error }, 'the Invoke API failed');
  const body = JSON.stringify({ Type: known ? 'User' : 'Service', Message: known ? error.message : 'Service failed.' });
  response
    .writeHead(known ? error.statusCode : 500, {
      'content-type': 'application/json',
      'x-amzn-errortype': known ? error.type : 'ServiceException',
      'x-amzn-requestid': randomUUID(),
    })
    .end(body);
}
