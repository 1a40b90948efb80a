import { LambdaClient } from '@aws-sdk/client-lambda';
import { optionalSetting } from '../_env/settings.ts';

let client: LambdaClient | undefined;

/** Retries are the caller's affair: who asks decides whether asking twice is safe. */
export function lambda(): LambdaClient {
  const endpoint = optionalSetting('LAMBDA_ENDPOINT');
  return (client ??= new LambdaClient({ ...(endpoint && { endpoint }), maxAttempts: 1 }));
}

export function functionName(name: string): string {
  return `${optionalSetting('FUNCTION_PREFIX') ?? ''}${name}`;
}
