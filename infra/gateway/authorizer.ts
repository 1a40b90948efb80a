import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { accountId } from '../lambda-host/lambda-context.ts';
import type { InvocationResult, Invoker } from '../lambda-host/invoker.ts';
import type { HttpEvent } from './http-event.ts';
import type { PluginRequest } from './plugin.ts';

/** By request: whoever wants to know who is calling, a plugin or the door, asks the same question. */
const asked = new WeakMap<PluginRequest, Map<string, Promise<InvocationResult>>>();

/** Asks an authorizer who is calling, once for each request. */
export function askAuthorizer(
  request: PluginRequest,
  authorizer: string,
  event: HttpEvent,
  invoker: Invoker,
): Promise<InvocationResult> {
  const before = asked.get(request)?.get(authorizer);
  if (before) return before;
  const answer = invoker.invoke(authorizer, authorizerEvent(event));
  const answers = asked.get(request) ?? new Map<string, Promise<InvocationResult>>();
  asked.set(request, answers.set(authorizer, answer));
  return answer;
}

/** What a Lambda authorizer of an HTTP API is given, format 2.0. Ours declares no identity source, so each request asks anew. */
function authorizerEvent(event: HttpEvent): APIGatewayRequestAuthorizerEventV2 {
  const {
    routeKey,
    rawPath,
    rawQueryString,
    cookies = [],
    headers,
    queryStringParameters,
    pathParameters,
    requestContext,
  } = event;
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const route = `${requestContext.http.method}${rawPath}`;
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${region}:${accountId}:${requestContext.apiId}/$default/${route}`,
    identitySource: [],
    routeKey,
    rawPath,
    rawQueryString,
    cookies,
    headers,
    ...(queryStringParameters && { queryStringParameters }),
    ...(pathParameters && { pathParameters }),
    requestContext,
  };
}

/** The simple response. Whoever answers in another form does not let anybody in. */
export function readAuthorization(value: unknown): { isAuthorized: boolean; context: unknown } {
  const { isAuthorized, context } = (value ?? {}) as { isAuthorized?: unknown; context?: unknown };
  return { isAuthorized: isAuthorized === true, context: context ?? null };
}
