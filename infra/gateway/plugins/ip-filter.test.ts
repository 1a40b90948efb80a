import { expect, test } from 'vitest';
import { readNetworks } from '../../services/addresses.ts';
import { mountPlugins } from '../plugin-list.ts';
import type { Surroundings } from '../plugin.ts';
import { toyGateway } from '../toy-gateway.ts';

const surroundings: Surroundings = {
  publicUrl: undefined,
  doors: [{ routeKey: 'GET /api/v1/ops/queue' } as Surroundings['doors'][number]],
  environment: () => undefined,
  onStop: () => undefined,
};

async function filtered(settings: Record<string, string[]>, where: { for?: string[] } = {}) {
  const file = { custom: { gateway: { plugins: [{ name: 'ip-filter', settings, ...where }] } } };
  const { url } = await toyGateway(
    { toy: { handler: () => ({ statusCode: 200 }), routes: ['GET /api/v1/ops/queue', '$default'] } },
    { plugins: await mountPlugins(file, surroundings), trust: { proxies: readNetworks(['127.0.0.1']) } },
  );
  return (address: string, path = '/api/v1/ops/queue') =>
    fetch(url + path, { headers: { 'x-forwarded-for': address } });
}

test('who is not allowed, and who is denied among those, is refused in a problem', async () => {
  const ask = await filtered({ allow: ['192.0.2.0/24', '2001:db8::/32'], deny: ['192.0.2.66'] });
  const addresses = ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8:7::1', '192.0.2.66', '198.51.100.1', '2001:db9::1'];
  const statuses = await Promise.all(addresses.map(async (address) => (await ask(address)).status));
  expect(statuses).toEqual([200, 200, 200, 403, 403, 403]);
  const refused = await ask('198.51.100.1');
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({ type: '/problems/forbidden', status: 403 });
});

test('it stands only where its entry says', async () => {
  const ask = await filtered({ deny: ['0.0.0.0/0', '::/0'] }, { for: ['/api/v1/ops/*'] });
  expect((await ask('192.0.2.1')).status).toBe(403);
  expect((await ask('2001:db8::1')).status).toBe(403);
  expect((await ask('192.0.2.1', '/api/v1/site')).status).toBe(200);
});

test('what is neither an address nor a range is refused at the start', async () => {
  await expect(filtered({ allow: ['192.0.2.0/33'] })).rejects.toThrow(
    'The plugin ip-filter: 192.0.2.0/33 in allow is neither an address nor a range.',
  );
});
