import type {
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { log } from '../_env/log.ts';
import { type Trace, trace } from '../_env/trace.ts';
import { inForm } from './accept.ts';
import { problem, requestId } from './problem.ts';
import { Refusal } from './refusal.ts';

/** What the authorizer found out about the caller: nobody, or the author and how they showed it. */
export interface Caller {
  author?: string;
  /** With an API token, and what it may do, as words with spaces between. */
  tokenId?: string;
  scopes?: string;
  /** With a session, whether a page of ours sent this, and whether the author signed in a short while ago. */
  sessionId?: string;
  isOurOwn?: 'true';
  isFresh?: 'true';
  /** A token or a session was shown, and the database that knows it did not answer. */
  unverified?: 'true';
}

export type HttpEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Caller | undefined>;
export type HttpResult = APIGatewayProxyStructuredResultV2;
export type HttpHandler = (event: HttpEvent, context?: Context) => Promise<HttpResult>;

/** The one error boundary of doors: refusals become problem+json, a fault is logged once with its request id and shown as 500. */
export function route(handle: (event: HttpEvent) => Promise<HttpResult>): HttpHandler {
  return (event) => trace.run(traceOf(event), guarded, handle, event);
}

async function guarded(handle: (event: HttpEvent) => Promise<HttpResult>, event: HttpEvent): Promise<HttpResult> {
  try {
    return await inForm(event, handle);
  } catch (error) {
    if (error instanceof Refusal) return problem(event, error);
    log.error({ err: error, route: event.routeKey }, 'fault');
    return problem(event, undefined);
  }
}

function traceOf(event: HttpEvent): Trace {
  const traceparent = event.headers?.['traceparent'];
  return { requestId: requestId(event), ...(traceparent && { traceparent }) };
}
