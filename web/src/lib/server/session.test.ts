import type { RequestEvent } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { sessionCookie } from './session.ts';

const plain = 'colophon_session=plain';
const host = '__Host-colophon_session=host';

test.each([
  ['https://blog.example/studio', `${plain}; ${host}`, host],
  ['https://blog.example/studio', plain, undefined],
  ['http://localhost:8080/studio', `${host}; ${plain}`, plain],
  ['http://localhost:8080/studio', host, undefined],
])('at %s the session in "%s" is the one of that scheme alone', (url, cookie, session) => {
  const request = new Request(url, { headers: { cookie } });
  expect(sessionCookie({ request, locals: {}, url: new URL(url) } as unknown as RequestEvent)).toBe(session);
});
