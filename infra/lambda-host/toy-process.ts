import { announceReady, startHeartbeat } from './heartbeat.ts';
import { InProcessInvoker } from './in-process-invoker.ts';
import { createInvokeApi } from './invoke-api.ts';
import { runProcess } from './lifecycle.ts';

/** A process with misbehaving handlers, for the tests of what becomes of it. */
const handlers = {
  echo: async (event: unknown) => event,
  'rejects-late': async () => void setTimeout(() => void Promise.reject(new Error('nobody waits')), 5),
  'throws-late': async () =>
    void setTimeout(() => {
      throw new Error('nobody waits');
    }, 5),
  slow: () => new Promise((resolve) => setTimeout(resolve, 500, 'done')),
  blocks: async () => {
    for (;;);
  },
};

runProcess(async (onStop) => {
  const functions = Object.entries(handlers).map(([name, handler]) => ({
    name,
    handler,
    timeoutSeconds: 2,
    memoryMegabytes: 128,
  }));
  const invoker = new InProcessInvoker(functions);
  const api = createInvokeApi({ invoker, accessKeyId: 'ours' });
  await new Promise<void>((resolve) => api.listen(Number(process.env['TOY_PORT']), '127.0.0.1', resolve));
  onStop(() => {
    api.close();
    return invoker.idle();
  });
  startHeartbeat();
  announceReady(`http://127.0.0.1:${process.env['TOY_PORT']}`);
});
