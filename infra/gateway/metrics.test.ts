import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../services/ports.ts';
import { beforeReading, counter, gauge, histogram, readMetrics } from './metrics.ts';
import { serveMetrics } from './metrics-server.ts';
import { addUp, leftBehind, metricsText } from './metrics-text.ts';
import type { Surroundings } from './plugin.ts';
import { mountPlugins } from './plugin-list.ts';
import { toyGateway } from './toy-gateway.ts';

const named = (name: string) => readMetrics().filter((family) => family.name === name);

test('Prometheus reads what was counted, in its text format', () => {
  const looks = counter('test_looks_total', 'Looks "here"\nand there.', ['result', 'of']);
  looks.with('hit', 'a "b" \\ c\n').add(3);
  histogram('test_seconds', 'How long.', ['route'], [0.1, 1]).with('/a').observe(0.05);
  for (const seconds of [0.1, 0.5, 7])
    histogram('test_seconds', 'How long.', ['route'], [0.1, 1]).with('/a').observe(seconds);
  beforeReading(() => gauge('test_size', 'How much.').with().set(1.5));
  expect(metricsText([...named('test_looks_total'), ...named('test_seconds'), ...named('test_size')])).toBe(
    `# HELP test_looks_total Looks "here" and there.
# TYPE test_looks_total counter
test_looks_total{result="hit",of="a \\"b\\" \\\\ c\\n"} 3
# HELP test_seconds How long.
# TYPE test_seconds histogram
test_seconds_bucket{route="/a",le="0.1"} 2
test_seconds_bucket{route="/a",le="1"} 3
test_seconds_bucket{route="/a",le="+Inf"} 4
test_seconds_sum{route="/a"} 7.65
test_seconds_count{route="/a"} 4
# HELP test_size How much.
# TYPE test_size gauge
test_size 1.5
`,
  );
});

test('what several processes measured is one figure: added, or the worst; and what has ended keeps what it counted', () => {
  counter('test_added_total', 'Added.', ['kind']).with('a').add(2);
  gauge('test_held', 'Held.').with().set(5);
  gauge('test_late', 'Late.', [], 'max').with().set(0.5);
  const one = readMetrics();
  gauge('test_late', 'Late.', [], 'max').with().set(0.25);
  const other = readMetrics();
  const value = (families: typeof one, name: string) => families.find((each) => each.name === name)?.samples[0]?.values;
  const both = addUp([one, other]);
  expect(value(both, 'test_added_total')).toEqual([4]);
  expect(value(both, 'test_held')).toEqual([10]);
  expect(value(both, 'test_late')).toEqual([0.5]);
  const rest = addUp([leftBehind(one), other]);
  expect([value(rest, 'test_added_total'), value(rest, 'test_held')]).toEqual([[4], [5]]);
});

test('a label without end does not fill the memory: what comes late is counted together', () => {
  const endless = counter('test_endless_total', 'Endless.', ['id']);
  for (let id = 0; id < 10_000; id++) endless.with(String(id)).add();
  const [family] = named('test_endless_total');
  expect(family!.samples.length).toBeLessThanOrEqual(4_001);
  expect(family!.samples.find(({ labels }) => labels[0] === 'other')?.values).toEqual([6_000]);
});

const routes = ['GET /api/v1/site', 'GET /api/v1/projects/{project}/posts/{path+}', '$default'];

async function measuredGateway() {
  const toys = {
    site: { handler: () => new Promise((resolve) => setTimeout(resolve, 100, 'late')), routes: [routes[0]!] },
    post: { handler: () => ({ statusCode: 200, body: 'x'.repeat(5000) }), routes: [routes[1]!] },
    none: { handler: () => ({ statusCode: 404, body: 'none' }), routes: [routes[2]!] },
  };
  const surroundings: Surroundings = {
    publicUrl: undefined,
    doors: [],
    environment: () => undefined,
    onStop: () => undefined,
  };
  const plugins = await mountPlugins({ custom: { gateway: { plugins: ['prometheus'] } } }, surroundings);
  return toyGateway(toys, { plugins });
}

const lines = (name: string) =>
  metricsText(named(name))
    .split('\n')
    .filter((line) => line.startsWith(name));

test('requests are counted by the route’s template, whatever addresses are asked for', async () => {
  const { url } = await measuredGateway();
  for (let index = 0; index < 300; index++) {
    await fetch(`${url}/api/v1/projects/p${index}/posts/some/way/${index}?q=${index}`).then((answer) => answer.text());
    if (index < 50) await fetch(`${url}/api/${index}/nowhere`, { method: 'DELETE' }).then((answer) => answer.text());
    if (index < 50) await fetch(`${url}/page-${index}`).then((answer) => answer.text());
  }
  const template = '/api/v1/projects/{project}/posts/{path+}';
  await vi.waitFor(() =>
    expect(lines('colophon_http_requests_total')).toEqual(
      expect.arrayContaining([
        `colophon_http_requests_total{route="${template}",method="GET",status="200"} 300`,
        'colophon_http_requests_total{route="/api/*",method="DELETE",status="404"} 50',
        'colophon_http_requests_total{route="/*",method="GET",status="503"} 50',
      ]),
    ),
  );
  expect(lines('colophon_http_request_duration_seconds')).toContain(
    `colophon_http_request_duration_seconds_count{route="${template}",method="GET"} 300`,
  );
  const [bytes] = lines('colophon_http_sent_bytes_total').filter((line) => line.includes(template));
  expect(Number(bytes!.split(' ').at(-1))).toBeGreaterThan(300 * 5000);
  expect(Number(bytes!.split(' ').at(-1))).toBeLessThan(300 * 6000);
  expect(metricsText(readMetrics())).not.toContain('some/way');
});

test('what one connection took is counted with the routes whose answers took it, also before the connection ends', async () => {
  const { url } = await measuredGateway();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const get = async (path: string) => {
    const [answer] = (await once(request(`${url}${path}`, { agent }).end(), 'response')) as [IncomingMessage];
    return text(answer);
  };
  const sentBy = (route: string) => {
    const line = lines('colophon_http_sent_bytes_total').find((each) => each.includes(`route="${route}"`));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const [post, other] = ['/api/v1/projects/{project}/posts/{path+}', '/*'];
  const before = [sentBy(post), sentBy(other)];
  for (const path of ['/api/v1/projects/a/posts/b', '/page', '/api/v1/projects/a/posts/c']) await get(path);
  const [posts, pages] = [sentBy(post) - before[0]!, sentBy(other) - before[1]!];
  expect([posts > 10_000, posts < 12_000, pages > 100, pages < 5_000]).toEqual([true, true, true, true]);
  // And none of it a second time.
  expect([sentBy(post) - before[0]!, sentBy(other) - before[1]!]).toEqual([posts, pages]);
});

test('a caller who leaves before the answer is counted once, and is no longer in flight', async () => {
  const { url } = await measuredGateway();
  const asked = request(`${url}/api/v1/site`).on('error', () => undefined);
  asked.end();
  await vi.waitFor(() =>
    expect(lines('colophon_http_requests_in_flight')).toEqual(['colophon_http_requests_in_flight 1']),
  );
  asked.destroy();
  await vi.waitFor(() => {
    expect(lines('colophon_http_requests_total')).toContain(
      'colophon_http_requests_total{route="/api/v1/site",method="GET",status="499"} 1',
    );
    expect(lines('colophon_http_requests_in_flight')).toEqual(['colophon_http_requests_in_flight 0']);
  });
});

test('the public listener shows no metrics, and theirs nothing else, on loopback and to nobody’s page', async () => {
  const { url } = await measuredGateway();
  expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('colophon_http');
  const port = await freePort();
  const closes: (() => unknown)[] = [];
  onTestFinished(() => void closes.map((close) => close()));
  await serveMetrics(String(port), readMetrics, (close) => closes.push(() => close({ withinMs: 0, quietMs: 0 })));
  const status = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${path}`, init).then((answer) => answer.status);
  expect(await status('/metrics')).toBe(200);
  expect(await status('/api/v1/site')).toBe(404);
  expect(await status('/metrics', { method: 'POST' })).toBe(405);
  expect(await withHost(port, 'evil.example')).toBe(403);
  expect(await withHost(port, `localhost:${port}`)).toBe(200);
  await expect(fetch(`http://[::1]:${port}/metrics`)).rejects.toThrow();
});

function withHost(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/metrics', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
