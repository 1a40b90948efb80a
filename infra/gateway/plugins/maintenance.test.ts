import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { log } from '../../../functions/_env/log.ts';
import { run } from '../../cli/maintenance.ts';
import { readNetworks } from '../../services/addresses.ts';
import { pluggedGateway } from '../plugged-gateway.ts';

async function closed(settings: Record<string, unknown>, environment: Record<string, string> = {}) {
  const { url } = await pluggedGateway(
    {
      toy: {
        handler: () => ({ statusCode: 200, body: 'toy' }),
        routes: ['GET /api/v1/toy', 'GET /healthz', 'GET /readyz'],
      },
    },
    [{ name: 'maintenance', settings }],
    {
      environment,
      web: (_request, response) => response.end('page'),
      settings: { trust: { proxies: readNetworks(['127.0.0.1']) } },
    },
  );
  return (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
}

test('everybody hears that it is closed, and when to come again: a page for readers, a problem for programs', async () => {
  const ask = await closed({ on: true, retryAfterSeconds: 60 });
  const problem = await ask('/api/v1/toy');
  expect([problem.status, problem.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await problem.json()).toMatchObject({ type: '/problems/unavailable' });
  const page = await ask('/page', { accept: 'text/html' });
  expect([page.status, page.headers.get('retry-after'), page.headers.get('content-type')]).toEqual([
    503,
    '60',
    'text/html; charset=utf-8',
  ]);
  expect(await page.text()).toContain('Closed for maintenance');
});

test('health is answered, and who is allowed goes on as ever', async () => {
  const ask = await closed({ on: true, allow: ['192.0.2.0/24'] });
  for (const path of ['/healthz', '/readyz']) expect((await ask(path)).status).toBe(200);
  expect((await ask('/page', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
  expect((await ask('/page', { 'x-forwarded-for': '198.51.100.1' })).status).toBe(503);
  await expect(closed({ allow: ['everybody'] })).rejects.toThrow(/maintenance: .*everybody in allow is neither/);
});

test('it closes while the file is there that the command line makes, and opens when it is taken away', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const dataDir = mkdtempSync(join(tmpdir(), 'colophon-maintenance-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  vi.stubEnv('DATA_DIR', dataDir);
  onTestFinished(() => void vi.unstubAllEnvs());
  const ask = await closed({}, { DATA_DIR: dataDir });
  const becomes = (status: number) =>
    vi.waitFor(async () => expect((await ask('/page')).status).toBe(status), { timeout: 15_000, interval: 100 });
  expect((await ask('/page')).status).toBe(200);
  expect(await run(['on'])).toBe(0);
  await becomes(503);
  expect(await run(['off'])).toBe(0);
  await becomes(200);
});

test('what is closed when it starts is closed from the first request on', async () => {
  vi.spyOn(log, 'warn').mockImplementation(() => undefined);
  const dataDir = mkdtempSync(join(tmpdir(), 'colophon-maintenance-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  writeFileSync(join(dataDir, 'maintenance'), '');
  expect((await (await closed({}, { DATA_DIR: dataDir }))('/page')).status).toBe(503);
});

test('a word that the command does not know changes nothing', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await run(['of'])).toBe(1);
  expect(said).toHaveBeenCalledWith(expect.stringContaining('on | off | status'));
});
