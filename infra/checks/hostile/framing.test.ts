import { expect, test } from 'vitest';
import { eventOf, expectRefusal, get, post, underAttack } from './under-attack.ts';

const { attack, heard } = underAttack();

const chunked = 'Transfer-Encoding: chunked';
const hello = '5\r\nhello\r\n0\r\n\r\n';
const next = 'GET /hidden HTTP/1.1\r\nHost: toy.example\r\n\r\n';
const line = (bytes: string) => `GET /api/echo HTTP/1.1\r\n${bytes}Connection: close\r\n\r\n`;

/** Where a body ends must be beyond doubt: two servers of two minds would take the rest for a request of somebody else. */
test.each([
  ['a length and chunks (CL.TE)', post(`0\r\n\r\n${next}`, 'Content-Length: 6', chunked), 400],
  ['chunks and a length (TE.CL)', post(`1\r\nG\r\n0\r\n\r\n${next}`, chunked, 'Content-Length: 3'), 400],
  ['two lengths', post('hello', 'Content-Length: 0', 'Content-Length: 5'), 400],
  ['the same length twice', post('hello', 'Content-Length: 5', 'Content-Length: 5'), 400],
  ['a list of lengths', post('hello', 'Content-Length: 5, 5'), 400],
  ['a length with a plus', post('hello', 'Content-Length: +5'), 400],
  ['a negative length', post('hello', 'Content-Length: -5'), 400],
  ['a length in hexadecimal', post('hello', 'Content-Length: 0x5'), 400],
  ['a length of two words', post('hello', 'Content-Length: 5 5'), 400],
  ['a length that no number holds', post('hello', `Content-Length: ${'9'.repeat(30)}`), 400],
  ['an empty length', post('hello', 'Content-Length: '), 400],
  ['a coding that is none', post(hello, 'Transfer-Encoding: xchunked'), 501],
  ['chunks that are not the last coding', post(hello, 'Transfer-Encoding: chunked, identity'), 400],
  ['identity within chunks', post(hello, 'Transfer-Encoding: identity, chunked'), 501],
  ['gzip within chunks', post(hello, 'Transfer-Encoding: gzip, chunked'), 501],
  ['two codings', post(hello, chunked, 'Transfer-Encoding: identity'), 400],
  ['chunks twice', post(hello, chunked, chunked), 400],
  ['a quoted coding', post(hello, 'Transfer-Encoding: "chunked"'), 501],
  ['a coding behind a vertical tab', post(hello, 'Transfer-Encoding: \x0bchunked'), 400],
  ['a coding before a colon with a space', post(hello, 'Transfer-Encoding : chunked'), 400],
  ['a coding in a folded line', post(hello, 'Transfer-Encoding:\r\n chunked'), 400],
  ['chunks in HTTP/1.0', post(hello, chunked).replace('HTTP/1.1', 'HTTP/1.0'), 400],
  ['a chunk that is no number', post('zz\r\nhello\r\n0\r\n\r\n', chunked), 400],
  ['a negative chunk', post('-5\r\nhello\r\n0\r\n\r\n', chunked), 400],
  ['a chunk with 0x', post('0x5\r\nhello\r\n0\r\n\r\n', chunked), 400],
  ['a chunk that no number holds', post(`${'F'.repeat(18)}\r\nhello\r\n0\r\n\r\n`, chunked), 400],
  ['a chunk shorter than what it says', post('3\r\nhello\r\n0\r\n\r\n', chunked), 400],
  ['a chunk with a space', post('5 \r\nhello\r\n0\r\n\r\n', chunked), 400],
  ['chunks that end with LF', post('5\nhello\n0\n\n', chunked), 400],
  ['a chunk extension that ends with LF', post('5;a=b\nhello\r\n0\r\n\r\n', chunked), 400],
  ['a chunk extension of 30 KB', post(`5;${'a'.repeat(30_000)}\r\nhello\r\n0\r\n\r\n`, chunked), 400],
  ['a length in the trailer', post(`5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n${next}`, chunked), 400],
  ['lines that end with LF', get('/api/echo').replaceAll('\r\n', '\n'), 400],
  ['one line that ends with LF', line('Host: toy.example\r\nX-A: a\nX-B: b\r\n'), 400],
  ['a bare CR', line('Host: toy.example\r\nX-A: a\rX-B: b\r\n'), 400],
  ['a bare CR in the request line', get('/api/echo\rx'), 400],
  ['a folded line', line('Host: toy.example\r\nX-A: a\r\n b\r\n'), 400],
  ['a folded first line', line(' X-A: a\r\nHost: toy.example\r\n'), 400],
  ['NUL in a value', line('Host: toy.example\r\nX-A: a\0b\r\n'), 400],
  ['NUL in a name', line('Host: toy.example\r\nX\0A: b\r\n'), 400],
  ['NUL in the address', get('/api/ec\0ho'), 400],
  ['a space before the colon', line('Host : toy.example\r\n'), 400],
  ['a header without a name', line('Host: toy.example\r\n: x\r\n'), 400],
  ['a space in the address', get('/api/ec ho'), 400],
  ['tabs for spaces', get('/api/echo').replace('GET ', 'GET\t'), 400],
  ['a header of 17 KB', get('/api/echo', `X-Large: ${'x'.repeat(17_000)}`), 431],
  ['an address of 17 KB', get(`/api/echo?${'x'.repeat(17_000)}`), 431],
  ['3,000 headers', get('/api/echo', ...Array<string>(3_000).fill('A: b')), 431],
  ['words', 'this is not HTTP\r\n\r\n', 400],
  ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['HTTP/2.0 in words', get('/api/echo').replace('HTTP/1.1', 'HTTP/2.0'), 505],
  ['HTTP/0.9', 'GET /api/echo HTTP/0.9\r\nConnection: close\r\n\r\n', 505],
  ['HTTP/1.2', get('/api/echo').replace('HTTP/1.1', 'HTTP/1.2'), 400],
])('%s: one refusal and the end of the connection', async (_what, bytes, status) => {
  const responses = await attack(bytes);
  expect(responses).toHaveLength(1);
  expectRefusal(responses[0], status);
  expect(heard).toEqual([]);
});

test('what belongs to a body is none of the requests, on the way to a function and to the web', async () => {
  const [api] = await attack(post(next, `Content-Length: ${next.length}`, 'Content-Type: text/plain'));
  expect(eventOf(api)['body']).toBe(next);
  const responses = await attack(
    `GET /page HTTP/1.1\r\nHost: toy.example\r\nContent-Type: text/plain\r\nContent-Length: ${next.length}\r\nConnection: close\r\n\r\n${next}`,
  );
  expect(responses).toHaveLength(1);
  expect(heard.splice(0).map((each) => each.split(' ')[1])).toEqual(['/page']);
});

test('a chunk extension is read over, and a header in a trailer counts for nothing', async () => {
  const [response] = await attack(
    post('5;a=b\r\nhello\r\n0\r\nX-Late: a\r\nX-Request-Id: late\r\n\r\n', chunked, 'X-Early: a'),
  );
  expect(eventOf(response)).toMatchObject({ body: 'hello', headers: { 'x-early': 'a' } });
  expect(eventOf(response)['headers']).not.toHaveProperty('x-late');
});

test('requests in a row are answered in a row', async () => {
  const open = (path: string) => get(path).replace('Connection: close\r\n', '');
  const responses = await attack(open('/api/items/1') + open('/api/items/2') + get('/api/items/3'));
  expect(responses.map((response) => eventOf(response)['rawPath'])).toEqual([1, 2, 3].map((id) => `/api/items/${id}`));
});
