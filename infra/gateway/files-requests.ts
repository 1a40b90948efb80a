/** The questions that files.test.ts puts to our gateway and to NGINX, and the one answer that both owe. */
export const hash = '0123456789abcdef0123456789abcdef';
export const tag = `"${hash}"`;
export const content = '0123456789';
export const modified = 'Wed, 01 Jul 2026 12:00:00 GMT';
const before = 'Wed, 01 Jul 2026 11:59:59 GMT';
const after = 'Thu, 02 Jul 2026 12:00:00 GMT';
const other = '"fedcba9876543210fedcba9876543210"';
const file = `/files/${hash}.png`;

export interface Case {
  what: string;
  method?: string;
  /** The request's target, to the byte. */
  target: string;
  headers?: Record<string, string>;
  body?: string;
  status: number;
  /** What NGINX makes of an address that it cannot tidy up, before it knows whose it is. */
  nginxStatus?: number | undefined;
  answers?: Record<string, string | RegExp | undefined>;
  expected?: string;
}

const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
const forEver = 'public, max-age=31536000, immutable';

const typesOfFiles = Object.entries({
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  // Nobody stores it, so nobody opens it.
  js: 'application/octet-stream',
});
export const extensions = typesOfFiles.map(([extension]) => extension);

const whole: Case[] = typesOfFiles.map(([extension, type]) => ({
  what: `a file .${extension} is told as ${type}, is kept for ever and runs nothing`,
  target: `/files/${hash}.${extension}`,
  status: 200,
  expected: content,
  answers: {
    'content-type': type,
    'content-length': '10',
    'cache-control': forEver,
    etag: tag,
    'last-modified': modified,
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename="${hash}.${extension}"`,
    'content-security-policy': extension === 'pdf' ? "frame-ancestors 'self'" : sandbox,
    'cross-origin-resource-policy': 'cross-origin',
    'content-encoding': undefined,
    vary: undefined,
  },
}));

const queries: Case[] = (
  [
    ['a query that means nothing', 'x=1&utm_source=feed', `inline; filename="${hash}.pdf"`],
    ['an empty query', '', `inline; filename="${hash}.pdf"`],
    ['download alone', 'download', `attachment; filename="${hash}.pdf"`],
    ['download without a name', 'download=', `attachment; filename="${hash}.pdf"`],
    ['a name to save it under', 'download=R%C3%A9sum%C3%A9', "attachment; filename*=UTF-8''R%C3%A9sum%C3%A9.pdf"],
    ['a name with its extension', 'download=cv%202026.pdf', "attachment; filename*=UTF-8''cv%202026.pdf"],
    ['another extension, which stays part of the name', 'download=cv.exe', "attachment; filename*=UTF-8''cv.exe.pdf"],
    ['a name among other parameters', 'a=b&download=cv&c', "attachment; filename*=UTF-8''cv.pdf"],
    ['a name to open it under', 'name=%F0%9F%93%84', "inline; filename*=UTF-8''%F0%9F%93%84.pdf"],
    ['a parameter that only ends alike', 'nodownload=cv', `inline; filename="${hash}.pdf"`],
    ['a line end', 'download=a%0D%0ASet-Cookie:%20x=1', `attachment; filename="${hash}.pdf"`],
    ['a line end alone', 'download=a%0aX:%20y', `attachment; filename="${hash}.pdf"`],
    ['NUL', 'download=a%00b', `attachment; filename="${hash}.pdf"`],
    ['a quote', 'download=%22;x=%22', `attachment; filename="${hash}.pdf"`],
    ['a bare quote and semicolon', 'download=a";filename=b', `attachment; filename="${hash}.pdf"`],
    ["a quote of the header's own", "download=a''b", `attachment; filename="${hash}.pdf"`],
    ['a way up', 'download=..%2F..%2Fetc', `attachment; filename="${hash}.pdf"`],
    ['a backslash', 'download=a%5Cb', `attachment; filename="${hash}.pdf"`],
    ['a leading dot', 'download=.bashrc', `attachment; filename="${hash}.pdf"`],
    ['what is not UTF-8', 'download=%FF%FE', `attachment; filename="${hash}.pdf"`],
    ['half a character', 'download=a%C3', `attachment; filename="${hash}.pdf"`],
    ['a name without end', `download=${'a'.repeat(601)}`, `attachment; filename="${hash}.pdf"`],
    ['the longest name', `download=${'a'.repeat(600)}`, `attachment; filename*=UTF-8''${'a'.repeat(600)}.pdf`],
  ] as const
).map(([what, query, disposition]) => ({
  what: `saved as: ${what}`,
  target: `/files/${hash}.pdf?${query}`,
  status: 200,
  expected: content,
  answers: {
    'content-disposition': disposition,
    'content-type': 'application/pdf',
    'cache-control': forEver,
    etag: tag,
    // What a line end in the name would have begun.
    x: undefined,
  },
}));

const ranges: Case[] = (
  [
    ['bytes=0-3', '0-3', '0123'],
    ['bytes=4-', '4-9', '456789'],
    ['bytes=-2', '8-9', '89'],
    ['bytes=-100', '0-9', content],
    ['bytes=8-100', '8-9', '89'],
    ['Bytes=9-9', '9-9', '9'],
    ['bytes= 1 - 2 ', '1-2', '12'],
    ['bytes=50-60,1-2', '1-2', '12'],
  ] as const
).map(([range, part, expected]) => ({
  what: `Range: ${range}`,
  target: file,
  headers: { range },
  status: 206,
  expected,
  answers: {
    'content-range': `bytes ${part}/10`,
    'content-length': String(expected.length),
    'content-type': 'image/png',
    'cache-control': forEver,
    etag: tag,
  },
}));

const unsatisfiable: Case[] = [
  'bytes=10-',
  'bytes=99-100',
  'bytes=-0',
  'bytes=5-3',
  'bytes=a-b',
  'bytes=1',
  'bytes=-',
].map((range) => ({
  what: `Range: ${range}`,
  target: file,
  headers: { range },
  status: 416,
  answers: { 'content-range': 'bytes */10', 'content-type': 'application/problem+json', 'cache-control': /no-store/ },
}));

const wholeAllTheSame: Case[] = (
  [
    ['several ranges', { range: 'bytes=0-1,3-4' }],
    ['a unit that nobody knows', { range: 'lines=0-1' }],
    ['no range', { range: 'bytes=' }],
    ['If-Range of another file', { range: 'bytes=0-1', 'if-range': other }],
    ['If-Range with a weak tag', { range: 'bytes=0-1', 'if-range': `W/${tag}` }],
    ['If-Range with another date', { range: 'bytes=0-1', 'if-range': after }],
    ['If-None-Match of another file', { 'if-none-match': other }],
    ['If-None-Match that only holds the tag', { 'if-none-match': `"x${hash}"` }],
    ['If-None-Match of another file, which outranks a date', { 'if-none-match': other, 'if-modified-since': after }],
    ['If-Modified-Since before', { 'if-modified-since': before }],
    ['If-Modified-Since that is no date', { 'if-modified-since': 'yesterday' }],
    ['If-Match', { 'if-match': `${other}, ${tag}` }],
    ['If-Match of anything', { 'if-match': '*' }],
    ['If-Match, which outranks a date', { 'if-match': tag, 'if-unmodified-since': before }],
    ['If-Unmodified-Since', { 'if-unmodified-since': modified }],
    ['If-Unmodified-Since that is no date', { 'if-unmodified-since': 'yesterday' }],
    ['cookies and a token, which are nothing here', { cookie: 'colophon_session=x', authorization: 'Bearer x' }],
  ] as [string, Record<string, string>][]
).map(([what, headers]) => ({
  what: `the whole file: ${what}`,
  target: file,
  headers,
  status: 200,
  expected: content,
  answers: { 'content-range': undefined, 'content-length': '10', etag: tag },
}));

const parts: Case[] = (
  [
    ['If-Range with the tag', { range: 'bytes=0-1', 'if-range': tag }],
    ['If-Range with the date', { range: 'bytes=0-1', 'if-range': modified }],
  ] as [string, Record<string, string>][]
).map(([what, headers]) => ({ what, target: file, headers, status: 206, expected: '01' }));

const unchanged: Case[] = (
  [
    ['If-None-Match', { 'if-none-match': tag }],
    ['If-None-Match, weak', { 'if-none-match': `W/${tag}` }],
    ['If-None-Match among others', { 'if-none-match': `${other}, W/${tag} , "x"` }],
    ['If-None-Match of anything', { 'if-none-match': '*' }],
    ['If-None-Match, whatever the date', { 'if-none-match': tag, 'if-modified-since': before }],
    ['If-None-Match before a range', { 'if-none-match': tag, range: 'bytes=0-1' }],
    ['If-Modified-Since', { 'if-modified-since': modified }],
    ['If-Modified-Since later', { 'if-modified-since': after }],
  ] as [string, Record<string, string>][]
).map(([what, headers]) => ({
  what: `unchanged: ${what}`,
  target: file,
  headers,
  status: 304,
  expected: '',
  answers: { etag: tag, 'cache-control': forEver, 'content-range': undefined },
}));

const failedConditions: Case[] = (
  [
    ['If-Match of another file', { 'if-match': other }],
    ['If-Match with a weak tag', { 'if-match': `W/${tag}` }],
    ['If-Unmodified-Since before', { 'if-unmodified-since': before }],
  ] as [string, Record<string, string>][]
).map(([what, headers]) => ({
  what,
  target: file,
  headers,
  status: 412,
  answers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
}));

/** What lies in and beside the folder, by whichever way somebody might come to it. */
const notToBeHad: Case[] = (
  [
    ['what is not there', '/files/ffffffffffffffffffffffffffffffff.png'],
    ['the folder, which is not listed', '/files/'],
    ['the folder without its slash', '/files'],
    ['the folder with a query', '/files?x'],
    ['a hidden file', '/files/.hidden'],
    ['a file that is being made', '/files/.incoming-0'],
    ['a name of another kind', '/files/plain.txt'],
    ['a name in capitals', `/files/${hash.toUpperCase()}.png`],
    ['a hash without an extension', `/files/${hash}`],
    ['a folder inside', '/files/folder/'],
    ['a file in a folder inside', `/files/folder/${hash}.png`],
    ['a folder that is named as a file', `/files/${'d'.repeat(32)}.png`],
    ['a link to what lies outside', `/files/${'a'.repeat(32)}.png`],
    ['a link to a file of ours', `/files/${'b'.repeat(32)}.png`],
    ['a link to nothing', `/files/${'c'.repeat(32)}.png`],
    ['a pipe', `/files/${'e'.repeat(32)}.png`],
    ['an upload', '/files/../uploads/secret'],
    ['an upload, encoded', '/files/%2e%2e/uploads/secret'],
    ['an upload, slash encoded', '/files/..%2fuploads%2fsecret'],
    ['the address with a slash more', `/files//${hash}.png`],
    ['the address with a slash at its end', `/files/${hash}.png/`],
    ['the address with a dot', `/files/./${hash}.png`],
    ['the address by way of a folder', `/files/x/../${hash}.png`],
    ['the address by way of a folder, encoded', `/files/x%2f..%2f${hash}.png`],
    ['the address with an encoded digit', `/files/%30${hash.slice(1)}.png`],
    ['the address with a backslash', `/files/x\\..\\${hash}.png`],
    ['the address with an encoded backslash', `/files/x%5c..%5c${hash}.png`],
    ['the address with a parameter', `/files/${hash}.png;x`],
    ['the address with a space', `/files/${hash}.png%20`],
    ['the address with a line end', `/files/${hash}.png%0a`],
    ['an encoded question mark', `/files/${hash}.png%3Fx`],
    ['NUL', `/files/${hash}.png%00.html`, 400],
    ['out of the folder and far up', '/files/../../../../etc/passwd', 400],
    ['far up, encoded', '/files/%2e%2e/%2e%2e/%2e%2e/etc/passwd', 400],
    ['far up, slash encoded', '/files/..%2f..%2f..%2fetc%2fpasswd', 400],
    ['twice encoded', '/files/%252e%252e%252fuploads%252fsecret'],
  ] as [string, string, number?][]
).map(([what, target, nginxStatus]) => ({ what: `not to be had: ${what}`, target, status: 404, nginxStatus }));

const methods: Case[] = [
  ...['PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => ({
    what: `${method}: files are read only`,
    method,
    target: file,
    headers: method === 'PUT' ? { 'content-type': 'image/png' } : {},
    body: method === 'PUT' ? 'mine' : '',
    status: 405,
    answers: { allow: 'GET, HEAD', 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  })),
  {
    what: 'HEAD: all that GET says, and no body',
    method: 'HEAD',
    target: file,
    status: 200,
    expected: '',
    answers: { 'content-length': '10', 'content-type': 'image/png', etag: tag, 'cache-control': forEver },
  },
  {
    what: 'HEAD knows no ranges',
    method: 'HEAD',
    target: file,
    headers: { range: 'bytes=0-1' },
    status: 200,
    expected: '',
    answers: { 'content-length': '10', 'content-range': undefined },
  },
  { what: 'HEAD of what is not there', method: 'HEAD', target: '/files/missing.png', status: 404, expected: '' },
  {
    what: 'HEAD, unchanged',
    method: 'HEAD',
    target: file,
    headers: { 'if-none-match': tag },
    status: 304,
    expected: '',
  },
  { what: 'the whole address, as to a proxy', target: `http://toy${file}`, status: 200, expected: content },
];

export const cases: Case[] = [
  ...whole,
  ...queries,
  ...ranges,
  ...unsatisfiable,
  ...wholeAllTheSame,
  ...parts,
  ...unchanged,
  ...failedConditions,
  ...notToBeHad,
  ...methods,
];
