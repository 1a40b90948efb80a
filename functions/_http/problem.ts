import { type Refusal, type RefusalKind, refusalStatus } from './refusal.ts';
import type { HttpEvent, HttpResult } from './route.ts';

const titles: Record<RefusalKind, string> = {
  malformed: 'The request cannot be read',
  unauthenticated: 'Authentication is needed',
  forbidden: 'Not allowed',
  'sign-in-again': 'A fresh sign-in is needed',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  'not-acceptable': 'Not acceptable',
  conflict: 'In conflict with what is there',
  'precondition-failed': 'Somebody else saved first',
  'too-large': 'Too large',
  'unsupported-media-type': 'Unsupported media type',
  invalid: 'Some values are not valid',
  'precondition-required': 'A precondition is needed',
  unavailable: 'Unavailable for the moment',
};

/** RFC 9457. What it says of a fault is that there was one. */
export function problem(event: HttpEvent, refusal: Refusal | undefined): HttpResult {
  const status = refusal ? refusalStatus[refusal.kind] : 500;
  const body = {
    type: refusal ? `/problems/${refusal.kind}` : 'about:blank',
    title: refusal ? titles[refusal.kind] : 'Internal error',
    status,
    detail: refusal?.message ?? 'The error was recorded under the request id.',
    instance: event.rawPath,
    requestId: requestId(event),
    ...(refusal?.violations && { violations: refusal.violations }),
    ...(refusal?.blocking && { blocking: refusal.blocking, blockingCount: refusal.blockingCount }),
    ...(refusal?.current !== undefined && { current: refusal.current }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(refusal?.kind === 'unavailable' && { 'retry-after': '2' }),
      ...(refusal?.kind === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      ...refusal?.headers,
    },
    body: JSON.stringify(body),
  };
}

/** The caller's, where the gateway found it well-formed; else the host's. */
export function requestId(event: HttpEvent): string {
  return event.headers?.['x-request-id'] ?? event.requestContext.requestId;
}
