import { SQSClient } from '@aws-sdk/client-sqs';
import { optionalSetting } from '../_env/settings.ts';

let client: SQSClient | undefined;

export function sqs(): SQSClient {
  const endpoint = optionalSetting('SQS_ENDPOINT');
  return (client ??= new SQSClient({ ...(endpoint && { endpoint }), maxAttempts: 2 }));
}

/** How long one call may take. */
export function patience(withinMs = 2_000): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(withinMs) };
}
