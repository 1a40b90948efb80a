import { expect, test } from 'vitest';
import { pluggedGateway } from '../plugged-gateway.ts';

const page = 'https://reader.example';
const corsOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));

async function allowing(settings: Record<string, unknown>) {
  let asked = 0;
  const toy = () => {
    asked++;
    return { statusCode: 200, headers: { 'access-control-allow-origin': 'https://everybody.example' }, body: 'toy' };
  };
  const { url } = await pluggedGateway(
    { toy: { handler: toy, routes: ['GET /api/v1/toy', 'GET /api/v1/other', '$default'] } },
    [{ name: 'cors', for: ['/api/v1/toy'], settings }],
  );
  const ask = (origin: string | undefined, method = 'GET', path = '/api/v1/toy') =>
    fetch(url + path, {
      method,
      headers: {
        ...(origin !== undefined && { origin }),
        ...(method === 'OPTIONS' && { 'access-control-request-method': 'PUT' }),
      },
    });
  return { ask, asked: () => asked };
}

test('a preflight is answered without asking a function, and says what is allowed', async () => {
  const { ask, asked } = await allowing({
    allowedOrigins: [page],
    allowedMethods: ['GET', 'PUT'],
    allowedHeaders: ['If-Match'],
    allowCredentials: true,
    maxAge: 5,
  });
  const preflight = await ask(page, 'OPTIONS');
  expect([preflight.status, await preflight.text()]).toEqual([204, '']);
  expect(corsOf(preflight)).toEqual({
    'access-control-allow-origin': page,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'If-Match',
    'access-control-max-age': '5',
    vary: 'Origin',
  });
  expect(corsOf(await ask('https://evil.example', 'OPTIONS'))).toEqual({ vary: 'Origin' });
  expect(asked()).toBe(0);
});

test('an OPTIONS that is no preflight is for the function', async () => {
  const { ask, asked } = await allowing({});
  expect((await ask(undefined, 'OPTIONS')).status).toBe(200);
  expect(asked()).toBe(1);
});

test('an answer names its reader’s origin if that is allowed, and varies by it in any case', async () => {
  const { ask } = await allowing({ allowedOrigins: [page], exposedResponseHeaders: ['ETag', 'X-Request-Id'] });
  expect(corsOf(await ask(page))).toEqual({
    'access-control-allow-origin': page,
    'access-control-expose-headers': 'ETag, X-Request-Id',
    vary: 'Origin',
  });
  for (const origin of ['https://evil.example', 'null', undefined])
    expect(corsOf(await ask(origin)), origin).toEqual({ vary: 'Origin' });
});

test('for every origin the answer is the same one, and nobody’s cookies count', async () => {
  const { ask } = await allowing({});
  expect(corsOf(await ask(page))).toEqual({ 'access-control-allow-origin': '*' });
  await expect(allowing({ allowCredentials: true })).rejects.toThrow(
    'The plugin cors: credentials are not for every origin (*).',
  );
});

test('beyond its prefix it says nothing', async () => {
  const { ask } = await allowing({});
  expect(corsOf(await ask(page, 'GET', '/api/v1/other'))).toEqual({
    'access-control-allow-origin': 'https://everybody.example',
  });
});
