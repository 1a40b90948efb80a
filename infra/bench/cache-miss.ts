import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Instance } from '../launcher/instance-file.ts';
import { get } from './http.ts';
import type { Options } from './options.ts';
import type { Result } from './report.ts';
import type { SamplePost } from './sample-posts.ts';
import { spread } from './statistics.ts';

/** A miss: lease, Invoke, one round trip to Postgres, fill. Everything is dropped, and each post is read for the first time again. */
export async function measureMisses(posts: SamplePost[], instance: Instance, { rounds }: Options): Promise<Result[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds * 2; round++) {
    await dropEverything(instance);
    for (const { api } of posts) {
      const begun = performance.now();
      const { headers } = await get(api);
      if (headers['cache-status']?.toString().includes('fwd=miss; stored')) took.push(performance.now() - begun);
    }
  }
  return [{ what: 'cache-read miss, built and stored', value: spread(took) }];
}

async function dropEverything({ environment }: Instance): Promise<void> {
  const {
    LAMBDA_ENDPOINT,
    AWS_REGION,
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    FUNCTION_PREFIX,
  } = environment;
  const lambda = new LambdaClient({
    ...(LAMBDA_ENDPOINT && { endpoint: LAMBDA_ENDPOINT }),
    ...(AWS_REGION && { region: AWS_REGION }),
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  const FunctionName = `${FUNCTION_PREFIX}cache-invalidate-everything`;
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  lambda.destroy();
  if (FunctionError) throw new Error(`${FunctionName} failed: ${FunctionError}`);
}
