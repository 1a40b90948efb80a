import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../../functions/_env/log.ts';
import { InProcessInvoker } from './in-process-invoker.ts';
import { createInvokeApi } from './invoke-api.ts';
import type { LambdaContext } from './lambda-context.ts';
import { RemoteInvoker } from './remote-invoker.ts';

const attempts: { id: string; event: unknown }[] = [];

const invoker = new InProcessInvoker(
  Object.entries({
    echo: async (event: unknown, context: LambdaContext) => ({
      event,
      id: context.awsRequestId,
      client: context.clientContext,
    }),
    nothing: async () => undefined,
    throws: async () => {
      throw new RangeError('too far');
    },
    hangs: () => new Promise(() => undefined),
    unspeakable: async () => ({ big: 1n }),
    endless: async () => 'x'.repeat(6 * 1024 * 1024),
    'fails-twice': async (event: unknown, context: LambdaContext) => {
      attempts.push({ id: context.awsRequestId, event });
      if (attempts.length < 3) throw new Error('not yet');
    },
  }).map(([name, handler]) => ({ name, handler, timeoutSeconds: 0.2, memoryMegabytes: 128 })),
);

let server: Server;
let endpoint: string;
let client: LambdaClient;

beforeAll(async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  server = createInvokeApi({ invoker, accessKeyId: 'ours', functionPrefix: 'colophon-local-', retryDelaysMs: [5, 5] });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = signedBy('ours');
});
afterAll(() => {
  client.destroy();
  server.close();
});

function signedBy(accessKeyId: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  });
}

function invoke(FunctionName: string, payload: unknown = {}, more: Partial<InvokeCommandInput> = {}) {
  return client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)), ...more }));
}

const parsed = (payload?: Uint8Array): unknown => JSON.parse(Buffer.from(payload ?? []).toString());

test.each([
  'echo',
  'colophon-local-echo',
  'colophon-local-echo:$LATEST',
  'arn:aws:lambda:us-east-1:000000000000:function:colophon-local-echo',
  '000000000000:function:colophon-local-echo:$LATEST',
])('the SDK invokes %s and is given the answer', async (name) => {
  const { StatusCode, FunctionError, ExecutedVersion, Payload } = await invoke(name, { umlaut: 'ä' });
  expect({ StatusCode, FunctionError, ExecutedVersion }).toEqual({
    StatusCode: 200,
    FunctionError: undefined,
    ExecutedVersion: '$LATEST',
  });
  expect(parsed(Payload)).toMatchObject({
    event: { umlaut: 'ä' },
    id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
  });
});

test('a handler that answers nothing answers null, and the client context arrives', async () => {
  expect(parsed((await invoke('nothing')).Payload)).toBeNull();
  const ClientContext = Buffer.from(JSON.stringify({ custom: { a: 1 } })).toString('base64');
  expect(parsed((await invoke('echo', {}, { ClientContext })).Payload)).toMatchObject({ client: { custom: { a: 1 } } });
});

test.each([
  ['throws', { errorType: 'RangeError', errorMessage: 'too far' }],
  [
    'hangs',
    {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 0.20 seconds') as string,
    },
  ],
  ['unspeakable', { errorType: 'Runtime.MarshalError' }],
  ['endless', { errorType: 'Function.ResponseSizeTooLarge' }],
])('a function that %s is a successful call with a function error', async (name, error) => {
  const { StatusCode, FunctionError, Payload } = await invoke(name);
  expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(parsed(Payload)).toMatchObject(error);
});

test('Event is accepted at once and tried again twice under the same id', async () => {
  const { StatusCode, Payload } = await invoke('fails-twice', { n: 1 }, { InvocationType: 'Event' });
  expect(StatusCode).toBe(202);
  expect(Payload?.length ?? 0).toBe(0);
  await expect.poll(() => attempts).toHaveLength(3);
  expect(new Set(attempts.map(({ id }) => id)).size).toBe(1);
  expect(attempts.map(({ event }) => event)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
});

test('DryRun runs nothing', async () => {
  const before = attempts.length;
  expect((await invoke('fails-twice', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  expect(attempts).toHaveLength(before);
});

test('what the API refuses, it refuses with the names that the SDK knows', async () => {
  await expect(invoke('nobody')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(invoke('echo', {}, { Payload: Buffer.from('{') })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
  const megabyte = 'x'.repeat(1024 * 1024);
  await expect(invoke('echo', megabyte, { InvocationType: 'Event' })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
  await expect(invoke('echo', megabyte.repeat(6))).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
});

test('who signs with another key, or not at all, is refused', async () => {
  const stranger = signedBy('theirs');
  await expect(stranger.send(new InvokeCommand({ FunctionName: 'echo' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  stranger.destroy();
  const response = await fetch(`${endpoint}/2015-03-31/functions/echo/invocations`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(403);
});

test('handlers may run elsewhere: the remote invoker says the same as the one in process', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ours');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const remote = new RemoteInvoker({ endpoint, functionPrefix: 'colophon-local-' });
  expect(await remote.invoke('echo', { a: 1 })).toMatchObject({ kind: 'returned', value: { event: { a: 1 } } });
  expect(await remote.invoke('throws', {})).toMatchObject({
    kind: 'failed',
    error: { errorType: 'RangeError', errorMessage: 'too far' },
  });
  expect(await remote.invoke('hangs', {})).toEqual({ kind: 'timed-out', timeoutSeconds: 0.2 });
  expect(await remote.invoke('nobody', {})).toEqual({ kind: 'unknown' });
  remote.close();
});
