import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type FailedInvocation, hasEndedEarly } from '../../functions/_lambda/ended-early.ts';

export type Environment = Record<string, string>;

/** Nothing answers, so going on makes no sense. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The function did not come to its end: how far it came cannot be known. */
export class EndedEarly extends Error {
  override name = 'EndedEarly';
}

/** Invokes functions as any other caller of Lambda does, of the running instance or on AWS. Trying again is the caller's affair. */
export function invoker(environment: Environment): <Answer>(name: string, payload: object) => Promise<Answer> {
  const {
    LAMBDA_ENDPOINT: endpoint,
    AWS_REGION: region = 'us-east-1',
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  } = environment;
  const credentials =
    AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
      : undefined;
  const client = new LambdaClient({
    region,
    maxAttempts: 1,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  });
  return async <Answer>(name: string, payload: object): Promise<Answer> => {
    const FunctionName = `${environment['FUNCTION_PREFIX'] ?? ''}${name}`;
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) });
    const outcome = await client.send(command).catch((error: Error) => {
      throw new Unreachable(
        `The function ${name} cannot be reached (${error.message || error.name}). Is Colophon running?`,
        {
          cause: error,
        },
      );
    });
    const text = Buffer.from(outcome.Payload ?? []).toString('utf8');
    if (!outcome.FunctionError) return JSON.parse(text) as Answer;
    const failure = `${name} failed: ${text.slice(0, 300)}`;
    throw hasEndedEarly(JSON.parse(text || '{}') as FailedInvocation) ? new EndedEarly(failure) : new Error(failure);
  };
}
