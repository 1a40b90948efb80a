import type { Context } from 'aws-lambda';

/** What stays the same for all invocations of a function. */
export interface Identity {
  functionName: string;
  arn: string;
  memoryMegabytes: string;
}

export const accountId = '000000000000';
const logStreamName = `local/[$LATEST]${process.pid}`;

export function identityOf(name: string, memoryMegabytes: number): Identity {
  const functionName = `${process.env['FUNCTION_PREFIX'] ?? ''}${name}`;
  return { functionName, arn: functionArn(functionName), memoryMegabytes: String(memoryMegabytes) };
}

export function functionArn(functionName: string): string {
  return `arn:aws:lambda:${process.env['AWS_REGION'] ?? 'us-east-1'}:${accountId}:function:${functionName}`;
}

/** The context that Lambda hands to a handler, without the callbacks that its Node runtime has given up. */
export function lambdaContext(identity: Identity, awsRequestId: string, deadline: number, clientContext?: unknown) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: identity.functionName,
    memoryLimitInMB: identity.memoryMegabytes,
    logGroupName: `/aws/lambda/${identity.functionName}`,
    logStreamName,
    invokedFunctionArn: identity.arn,
    awsRequestId,
    ...(clientContext !== undefined && { clientContext: clientContext as NonNullable<Context['clientContext']> }),
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  } satisfies Omit<Context, 'done' | 'fail' | 'succeed'>;
}

export type LambdaContext = ReturnType<typeof lambdaContext>;
