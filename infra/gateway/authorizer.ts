import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { accountId } from '../lambda-host/lambda-context.ts';
import type { HttpEvent } from './http-event.ts';

/** What a Lambda authorizer of an HTTP API is given, format 2.0. Ours declares no identity source, so each request asks anew. */
export function authorizerEvent(event: HttpEvent): APIGatewayRequestAuthorizerEventV2 {
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
