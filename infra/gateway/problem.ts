import { STATUS_CODES } from 'node:http';
import type { PluginReply } from './plugin.ts';

/** What the gateway itself refuses or cannot do, by status. Of what lies behind it says nothing. */
const problems: Record<number, { type: string; title: string; detail: string }> = {
  400: {
    type: '/problems/malformed',
    title: 'The request cannot be read',
    detail: 'The request is not well-formed HTTP or its address is not well encoded.',
  },
  401: {
    type: '/problems/unauthenticated',
    title: 'Authentication is needed',
    detail: 'This needs the author: send `Authorization: Bearer <API token>`, or sign in.',
  },
  403: { type: '/problems/forbidden', title: 'Not allowed', detail: 'The caller may not do this.' },
  404: { type: '/problems/not-found', title: 'Not found', detail: 'There is nothing at this address.' },
  405: {
    type: '/problems/method-not-allowed',
    title: 'Method not allowed',
    detail: 'Only GET and HEAD are answered here.',
  },
  408: {
    type: '/problems/malformed',
    title: 'The request came too slowly',
    detail: 'The request did not arrive in time.',
  },
  409: {
    type: '/problems/conflict',
    title: 'In conflict with what is there',
    detail: 'The request does not fit what is there already.',
  },
  413: {
    type: '/problems/too-large',
    title: 'Too large',
    detail: 'The body of the request is larger than this address takes.',
  },
  429: {
    type: '/problems/too-many-requests',
    title: 'Too many requests',
    detail: 'There were too many requests in too short a time.',
  },
  431: {
    type: '/problems/malformed',
    title: 'The header is too large',
    detail: 'The header of a request is at most 16 KB.',
  },
  501: {
    type: '/problems/malformed',
    title: 'Not implemented',
    detail: 'The method or the transfer coding of the request is not known here.',
  },
  502: {
    type: 'about:blank',
    title: 'Bad gateway',
    detail: 'The part behind this address failed. The error was recorded under the request id.',
  },
  503: {
    type: '/problems/unavailable',
    title: 'Unavailable for the moment',
    detail: 'The part behind this address is not there just now.',
  },
  504: {
    type: 'about:blank',
    title: 'Gateway timeout',
    detail: 'The part behind this address did not answer in time.',
  },
  505: {
    type: '/problems/malformed',
    title: 'HTTP version not supported',
    detail: 'HTTP/1.1 is spoken here.',
  },
};

const fault = { type: 'about:blank', title: 'Internal error', detail: 'The error was recorded under the request id.' };

export function problemBody(status: number, instance: string, requestId: string, because?: string): string {
  const known =
    problems[status] ??
    (status < 500 ? { ...fault, title: STATUS_CODES[status] ?? 'Refused', detail: 'The request was refused.' } : fault);
  const { type, title, detail } = { ...known, ...(because !== undefined && { detail: because }) };
  return JSON.stringify({ type, title, status, detail, instance, requestId });
}

/** Answers with RFC 9457. @param because says more than the status does @param headers go before the usual */
export function sendProblem<Reply extends PluginReply>(
  reply: Reply,
  status: number,
  because?: string,
  headers: Record<string, string> = {},
): Reply {
  const { request } = reply;
  if (status === 503) reply.header('retry-after', '2');
  reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .headers(headers)
    .serializer(asItIs)
    .send(problemBody(status, pathOf(request.url), request.id, because));
  return reply;
}

/** Keeps Fastify from adding a charset to the content type that was meant. */
export function asItIs(payload: unknown): string {
  return payload as string;
}

/** The path as it was asked for. A caller may write the whole address into its request line, as one does to a proxy. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return path.startsWith('/') ? path : path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/';
}
