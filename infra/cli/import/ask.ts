import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

export type Environment = Record<string, string>;

/** A function said no, in words meant for people. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Nothing answers, so going on makes no sense. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

interface RefusalValue {
  kind: string;
  detail: string;
  violations?: { field: string; issue: string }[];
}

export type Ask = <Value>(name: string, payload: object) => Promise<Value>;

/** As long as the launcher may need to replace a part. */
const patience = [100, 200, 500, 1_000, 2_000, 4_000];

/** Asks functions as any other caller of Lambda does, of the running instance or of AWS. */
export function asker(environment: Environment, patienceMs = patience): Ask {
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
  return async <Value>(name: string, payload: object): Promise<Value> => {
    // Whatever the importer asks may be asked twice.
    for (const wait of [...patienceMs, undefined]) {
      const answer = await invoke<Value>(client, `${environment['FUNCTION_PREFIX'] ?? ''}${name}`, payload);
      if ('value' in answer) return answer.value;
      if (answer.refusal.kind !== 'unavailable') throw new Refused(inWords(answer.refusal));
      if (wait === undefined) throw new Unreachable(`${answer.refusal.detail} Is Colophon running? (${name})`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Unreachable(name);
  };
}

type Answer<Value> = { value: Value } | { refusal: RefusalValue };

async function invoke<Value>(client: LambdaClient, name: string, payload: object): Promise<Answer<Value>> {
  const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) });
  const outcome = await client.send(command).catch((error: Error) => error);
  if (outcome instanceof Error) {
    return { refusal: { kind: 'unavailable', detail: `No function answers (${outcome.message || outcome.name}).` } };
  }
  const text = Buffer.from(outcome.Payload ?? []).toString('utf8');
  if (outcome.FunctionError) throw new Error(`${name} failed: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Answer<Value>;
}

function inWords({ detail, violations = [] }: RefusalValue): string {
  return [detail, ...violations.map(({ field, issue }) => (field ? `${field} ${issue}` : issue))].join(' · ');
}
