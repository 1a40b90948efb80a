import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { handler as notFound } from '../../../functions/operations/not-found.ts';

type Event = Parameters<typeof notFound>[0];

/** Answers with the event that it was given, so that whoever asks sees what a function sees. An answer to HEAD has no body, and shows the route alone. */
export const echo = async (event: Event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'x-route': event.routeKey },
  body: JSON.stringify({ event }),
});

/** `$default`: our own below /api/v1, where it answers 404 and 405; elsewhere an echo. */
export const fallback = async (event: Event) => (event.rawPath.startsWith('/api/v1/') ? notFound(event) : echo(event));

/** A result of each form that the runtime lets through, by its name in the path. */
export const results: Record<string, () => unknown> = {
  string: () => 'words',
  'json-string': () => '{"a":1}',
  'empty-string': () => '',
  object: () => ({ message: 'words' }),
  array: () => [1, 2],
  number: () => 7,
  boolean: () => false,
  null: () => null,
  nothing: () => undefined,
  bare: () => ({ statusCode: 201 }),
  'status-as-text': () => ({ statusCode: '202', body: 'words' }),
  'status-of-words': () => ({ statusCode: 'fine', body: 'words' }),
  'status-too-small': () => ({ statusCode: 99, body: 'words' }),
  'status-too-large': () => ({ statusCode: 600, body: 'words' }),
  'status-null': () => ({ statusCode: null, body: 'words' }),
  'no-type': () => ({ statusCode: 200, body: 'words' }),
  'numeric-header': () => ({ statusCode: 200, headers: { 'X-Number': 7, 'X-Truth': true }, body: 'words' }),
  'header-case': () => ({ statusCode: 200, headers: { 'X-MiXeD': 'Kept', 'CONTENT-TYPE': 'text/html' }, body: '<p>' }),
  'header-with-break': () => ({ statusCode: 200, headers: { 'x-toy': 'a\r\nx-injected: b' }, body: 'words' }),
  'null-header': () => ({ statusCode: 200, headers: { 'x-null': null, 'x-kept': 'a' }, body: 'words' }),
  cookies: () => ({ statusCode: 200, cookies: ['a=1; Path=/; HttpOnly', 'b=2; Secure; SameSite=Lax'], body: 'words' }),
  'cookie-header': () => ({ statusCode: 200, headers: { 'set-cookie': 'c=3' }, cookies: ['a=1'], body: 'words' }),
  'null-body': () => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body: null }),
  'no-content': () => ({ statusCode: 204 }),
  'not-modified': () => ({ statusCode: 304, headers: { etag: '"x"' } }),
  'object-body': () => ({ statusCode: 200, body: { a: 1 } }),
  'number-body': () => ({ statusCode: 200, body: 7 }),
  base64: () => ({
    statusCode: 200,
    headers: { 'content-type': 'image/png' },
    body: 'iVD/AA==',
    isBase64Encoded: true,
  }),
  'base64-text': () => ({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'w6Q=',
    isBase64Encoded: true,
  }),
  unicode: () => ({ statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'grüße 💙' }),
  'error-in-words': () => ({ errorType: 'Error', errorMessage: 'words' }),
  throws: () => {
    throw new Error('secret words');
  },
  rejects: () => Promise.reject(new Error('secret words')),
  // The number in brackets is a status to serverless-offline, as it was to the integrations of REST APIs.
  'throws-a-number': () => Promise.reject(new Error('[418] secret words')),
  'too-large': () => ({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'x'.repeat(6 * 1024 * 1024),
  }),
};

export const result = async (event: Event) => results[event.pathParameters?.['form'] ?? '']?.();

export const hanging = async () => new Promise(() => undefined);

/** What an authorizer may say, by the caller's `Authorization`. */
const sayings: Record<string, () => unknown> = {
  lets: () => ({ isAuthorized: true, context: { author: 'a', number: 7, truth: true, list: ['x'], none: null } }),
  'lets-silently': () => ({ isAuthorized: true }),
  denies: () => ({ isAuthorized: false, context: { author: 'a' } }),
  'says-nothing': () => null,
  'says-words': () => ({ isAuthorized: 'true' }),
  throws: () => {
    throw new Error('secret words');
  },
};

export const authorizer = async ({ headers }: APIGatewayRequestAuthorizerEventV2) => {
  const said = sayings[headers?.['authorization'] ?? 'lets-silently'];
  return said?.();
};
