import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readMetrics } from './metrics.ts';
import { metricsText } from './metrics-text.ts';
import { measureQueues } from './queue-metrics.ts';

// What the figures are while everything runs, studio-repair.test.ts reads from a whole instance.
test('a host that hangs holds a reader up for a second, is asked once, and leaves no old figure', async () => {
  let asked = 0;
  const hanging = createServer(() => void asked++).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  onTestFinished(() => void hanging.close().closeAllConnections());
  const endpoint = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  const began = performance.now();
  await Promise.all([measureQueues(endpoint), measureQueues(endpoint)]);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(asked).toBe(1);
  expect(metricsText(readMetrics())).toContain('colophon_dead_letters{queue="invalidation"} NaN');
});
