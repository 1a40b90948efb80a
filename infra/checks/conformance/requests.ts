import { results } from './functions.ts';

/** A request as it goes over the wire, under a name that the table of differences can speak of. */
export interface Asked {
  name: string;
  method: string;
  bytes: Buffer;
}

interface More {
  headers?: string[];
  body?: string | Buffer;
}

function ask(name: string, line: string, { headers = [], body }: More = {}): Asked {
  const [method = ''] = line.split(' ', 1);
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${line} HTTP/1.1`, 'Host: toy.example', ...headers, ...length, 'Connection: close', '', ''].join(
    '\r\n',
  );
  return { name, method, bytes: Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body ?? '')]) };
}

const plain = 'Content-Type: text/plain';
const pixels = Buffer.from([0x89, 0x50, 0xff, 0x00, 0x0d, 0x0a, 0xfe]);

const routing = [
  ask('a parameter', 'GET /api/items/7'),
  ask('two parameters', 'GET /api/items/7/parts/b'),
  ask('a whole path goes before a parameter', 'GET /api/items/mine'),
  ask('a greedy parameter', 'GET /api/tree/a/b/c'),
  ask('a whole path goes before a greedy parameter', 'GET /api/tree/fixed'),
  ask('below a whole path the greedy parameter goes on', 'GET /api/tree/fixed/a'),
  ask('parameter and greedy parameter', 'GET /api/deep/a/b/c'),
  ask('a greedy parameter takes one character at least', 'GET /api/tree/'),
  ask('a greedy parameter is no route to its parent', 'GET /api/tree'),
  ask('ANY', 'PATCH /api/any'),
  ask('a method goes before ANY', 'GET /api/both'),
  ask('ANY takes the other methods', 'POST /api/both'),
  ask('ANY with a greedy parameter', 'POST /api/tree/a/b'),
  ask('a whole path of another method leaves it to ANY', 'POST /api/tree/fixed'),
  ask('$default', 'GET /api/nothing/here'),
  ask('$default for another method', 'PATCH /api/echo'),
  ask('a parameter is not empty', 'GET /api/items/'),
  ask('paths differ by case', 'GET /api/Echo'),
];

const paths = [
  ask('a trailing slash', 'GET /api/echo/'),
  ask('a trailing slash after a parameter', 'GET /api/items/7/'),
  ask('a trailing slash after a greedy parameter', 'GET /api/tree/a/'),
  ask('an encoded slash', 'GET /api/items/a%2Fb'),
  ask('an encoded slash in lower case', 'GET /api/items/a%2fb'),
  ask('an encoded slash after a greedy parameter', 'GET /api/tree/a%2Fb/c'),
  ask('encoded characters', 'GET /api/items/a%20b%25c%3Fd%23e'),
  ask('a plus sign in the path', 'GET /api/items/a+b%2Bc'),
  ask('characters that need no encoding', "GET /api/items/a~b!$&'()*,;=:@c"),
  ask('unicode in the path', 'GET /api/items/f%C3%BCr%F0%9F%92%99'),
  ask('letters that are encoded without need', 'GET /api/%65cho'),
  ask('two slashes', 'GET /api//echo'),
  ask('two slashes after a greedy parameter', 'GET /api/tree/a//b'),
  ask('a dot segment', 'GET /api/./echo'),
  ask('two dots', 'GET /api/items/../echo'),
  ask('encoded dots', 'GET /api/items/%2e%2e/echo'),
  ask('dots after a greedy parameter', 'GET /api/tree/a/../b'),
  ask('a backslash', 'GET /api/items/a%5Cb'),
  ask('broken encoding', 'GET /api/items/%zz'),
  ask('bytes that are no UTF-8', 'GET /api/items/%ff'),
];

const queries = [
  ask('a query', 'GET /api/echo?a=1&b=two'),
  ask('repeated query parameters', 'GET /api/echo?a=1&a=2&b=3&a=4'),
  ask('an empty value', 'GET /api/echo?a=&b'),
  ask('a repeated empty value', 'GET /api/echo?a=&a=1'),
  ask('an empty query', 'GET /api/echo?'),
  ask('a plus sign in the query', 'GET /api/echo?a=1+2&b=1%2B2'),
  ask('encoding in the query', 'GET /api/echo?a%20b=c%26d%3De'),
  ask('encoding without need in the query', 'GET /api/echo?%61=%7E~%2a*'),
  ask('unicode in the query', 'GET /api/echo?q=%C3%A4%F0%9F%92%99'),
  ask('a comma in the query', 'GET /api/echo?a=1,2&a=3%2C4'),
  ask('a slash and a question mark in the query', 'GET /api/echo?a=/b?c'),
  ask('broken encoding in the query', 'GET /api/echo?a=%zz'),
  ask('a name that every object has', 'GET /api/echo?__proto__=1&constructor=2'),
];

const headers = [
  ask('the case of header names', 'GET /api/echo', { headers: ['X-MiXeD-Case: Kept', 'ACCEPT: x'] }),
  ask('repeated headers', 'GET /api/echo', { headers: ['X-Many: one', 'x-many: two', 'X-Many: three'] }),
  ask('an empty header', 'GET /api/echo', { headers: ['X-Empty:'] }),
  ask('a cookie', 'GET /api/echo', { headers: ['Cookie: a=1'] }),
  ask('several cookies', 'GET /api/echo', { headers: ['Cookie: a=1; b=2; c=x=y'] }),
  ask('cookies in several headers', 'GET /api/echo', { headers: ['Cookie: a=1', 'Cookie: b=2'] }),
  ask('a cookie twice', 'GET /api/echo', { headers: ['Cookie: a=1; a=2'] }),
  ask('a user agent', 'GET /api/echo', { headers: ['User-Agent: toy/1'] }),
  ask('X-Forwarded-For of the caller', 'GET /api/echo', { headers: ['X-Forwarded-For: 203.0.113.7'] }),
];

const bodies = [
  ask('text', 'POST /api/echo', { headers: [plain], body: 'grüße' }),
  ask('JSON', 'POST /api/echo', { headers: ['Content-Type: application/json'], body: '{"a": 1}' }),
  ask('JSON of a kind', 'POST /api/echo', { headers: ['Content-Type: application/vnd.api+json'], body: '{"a": 1}' }),
  ask('broken JSON', 'POST /api/echo', { headers: ['Content-Type: application/json'], body: '{"a": ' }),
  ask('a form', 'POST /api/echo', { headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'a=1&b=2' }),
  ask('a form with files', 'POST /api/echo', {
    headers: ['Content-Type: multipart/form-data; boundary=x'],
    body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
  }),
  ask('an image', 'POST /api/echo', { headers: ['Content-Type: image/png'], body: pixels }),
  ask('bytes of no kind', 'POST /api/echo', { headers: ['Content-Type: application/octet-stream'], body: pixels }),
  ask('text without a type', 'POST /api/echo', { body: 'words' }),
  ask('an empty body', 'POST /api/echo', { headers: [plain], body: '' }),
  ask('no body', 'POST /api/echo'),
  ask('a body in chunks', 'POST /api/echo', { headers: [plain, 'Transfer-Encoding: chunked'] }),
  ask('a body with DELETE', 'DELETE /api/echo', { headers: [plain], body: 'words' }),
  ask('a body with GET', 'GET /api/echo', { headers: [plain], body: 'words' }),
  ask('a body of more than 1 MB', 'POST /api/echo', { headers: [plain], body: 'x'.repeat(1024 * 1024 + 1) }),
].map((asked) =>
  asked.name === 'a body in chunks'
    ? { ...asked, bytes: Buffer.concat([asked.bytes, Buffer.from('5\r\nwords\r\n0\r\n\r\n')]) }
    : asked,
);

const methods = [
  ask('HEAD', 'HEAD /api/echo'),
  ask('HEAD without a route', 'HEAD /api/items/7'),
  ask('OPTIONS', 'OPTIONS /api/echo'),
  ask('OPTIONS without a route', 'OPTIONS /api/items/7'),
  ask('a CORS preflight', 'OPTIONS /api/items/7', {
    headers: ['Origin: https://elsewhere.example', 'Access-Control-Request-Method: GET'],
  }),
  ask('a call from another origin', 'GET /api/echo', { headers: ['Origin: https://elsewhere.example'] }),
  ask('404 of our $default', 'GET /api/v1/nowhere'),
  ask('405 with Allow of our $default', 'DELETE /api/v1/site'),
];

const guarded = ['lets', 'lets-silently', 'denies', 'says-nothing', 'says-words', 'throws'].map((word) =>
  ask(`the authorizer ${word}`, 'GET /api/guarded/7?a=1', { headers: [`Authorization: ${word}`] }),
);

/** Every request of the suite. */
export const requests: Asked[] = [
  ...routing,
  ...paths,
  ...queries,
  ...headers,
  ...bodies,
  ...methods,
  ...guarded,
  ask('the authorizer is asked for one who names nobody', 'GET /api/guarded/7'),
  ...Object.keys(results).map((form) => ask(`a result: ${form}`, `GET /api/results/${form}`)),
  ask('a function that takes too long', 'GET /api/slow'),
  ask('HEAD of a result with a body', 'HEAD /api/results/unicode'),
];
