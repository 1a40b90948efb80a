import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { measure } from '../../functions/_env/measure.ts';
import { InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import { createInvokeApi } from '../lambda-host/invoke-api.ts';
import { showFunctionMeasures } from './function-measures.ts';
import { hostMetricsPath, withHostMetrics } from './host-metrics.ts';
import { type Family, readMetrics } from './metrics.ts';
import { metricsText } from './metrics-text.ts';

const counted = (value: number): Family[] => [
  {
    name: 'test_on_both_sides_total',
    help: 'Counted in both processes.',
    kind: 'counter',
    across: 'sum',
    labels: [],
    bounds: [],
    samples: [{ labels: [], values: [value] }],
  },
];

async function hostWith(metrics: () => Family[]): Promise<string> {
  const server = createInvokeApi({ invoker: new InProcessInvoker([]), accessKeyId: 'ours', metrics });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const isUp = (text: string) => /^colophon_lambda_host_up (\d)$/m.exec(text)?.[1];

test('what functions measure in the lambda-host is among the metrics of the gateway', async () => {
  showFunctionMeasures();
  const endpoint = await hostWith(() => [...readMetrics(), ...counted(2)]);
  measure('colophon_event_latency_seconds', 0.02);
  measure('colophon_events_total', 1, 'invalidated');
  const read = withHostMetrics(() => counted(3), { LAMBDA_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: 'ours' });
  await read();
  const text = metricsText(await read());
  expect(text).toContain('test_on_both_sides_total 5\n');
  expect(text).toContain('colophon_event_latency_seconds_bucket{le="0.01"} 0\n');
  expect(text).toContain('colophon_event_latency_seconds_bucket{le="0.025"} 1\n');
  expect(text).toContain('colophon_event_latency_seconds_count 1\n');
  expect(text).toContain('colophon_events_total{outcome="invalidated"} 1\n');
  expect(text).toContain('colophon_events_total{outcome="foreign"} 0\n');
  expect(isUp(text)).toBe('1');
});

test('the lambda-host tells nobody who has not its key', async () => {
  const endpoint = await hostWith(() => counted(1));
  const asked = (authorization: string) => fetch(endpoint + hostMetricsPath, { headers: { authorization } });
  expect((await asked('AWS4-HMAC-SHA256 Credential=theirs/')).status).toBe(403);
  expect((await asked('AWS4-HMAC-SHA256 Credential=ours/')).status).toBe(200);
});

test('a lambda-host that hangs, or that is not there, holds nobody up and is named', async () => {
  const hung = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(hung, 'listening');
  onTestFinished(() => {
    hung.closeAllConnections();
    hung.close();
  });
  const addresses = [`http://127.0.0.1:${(hung.address() as AddressInfo).port}`, 'http://127.0.0.1:1'];
  for (const LAMBDA_ENDPOINT of addresses) {
    const began = performance.now();
    const read = withHostMetrics(() => [...counted(3), ...readMetrics()], {
      LAMBDA_ENDPOINT,
      AWS_ACCESS_KEY_ID: 'ours',
    });
    const text = metricsText(await read());
    expect([isUp(text), text.includes('test_on_both_sides_total 3\n')]).toEqual(['0', true]);
    expect(performance.now() - began).toBeLessThan(2_000);
  }
});
