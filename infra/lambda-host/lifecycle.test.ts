import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../services/ports.ts';

let child: ChildProcess;
let client: LambdaClient;
let beats: number;
let output: string;

beforeEach(async () => {
  const port = await freePort();
  child = fork(join(import.meta.dirname, 'toy-process.ts'), {
    env: { ...process.env, LOG_LEVEL: 'warn', TOY_PORT: String(port) },
    silent: true,
  });
  beats = 0;
  output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  const ready = new Promise((resolve) =>
    child.on('message', (message: { kind: string }) => {
      if (message.kind === 'heartbeat') beats++;
      if (message.kind === 'ready') resolve(message);
    }),
  );
  const credentials = { accessKeyId: 'ours', secretAccessKey: 'secret' };
  client = new LambdaClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', maxAttempts: 1, credentials });
  expect(await ready).toEqual({ kind: 'ready', address: `http://127.0.0.1:${port}` });
});
afterEach(() => {
  client.destroy();
  child.kill('SIGKILL');
});

async function invoke(FunctionName: string): Promise<string> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('"hello"') }));
  return Buffer.from(Payload ?? []).toString();
}

test.each([
  ['rejects-late', 'a promise failed that nobody waited for'],
  ['throws-late', 'a callback failed'],
])('a handler that %s costs nobody anything', async (name, words) => {
  expect(await invoke(name)).toBe('null');
  await expect.poll(() => output).toContain(words);
  expect(output).toContain('nobody waits');
  expect(await invoke('echo')).toBe('"hello"');
});

test('the heart beats, until a handler blocks the event loop', { timeout: 15_000 }, async () => {
  await vi.waitFor(() => expect(beats).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  const blocked = invoke('blocks');
  blocked.catch(() => undefined);
  const quietFor = async (milliseconds: number) => {
    const before = beats;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return beats === before;
  };
  await vi.waitFor(async () => expect(await quietFor(1500)).toBe(true), { timeout: 10_000 });
  child.kill('SIGKILL');
  await expect(blocked).rejects.toThrow();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: what runs is finished, nothing new is taken, and it goes',
  async (signal) => {
    const slow = invoke('slow');
    await expect.poll(() => invoke('echo')).toBe('"hello"');
    child.kill(signal);
    expect(await slow).toBe('"done"');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(invoke('echo')).rejects.toThrow();
  },
);

test('a launcher that was killed takes it along', async () => {
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
