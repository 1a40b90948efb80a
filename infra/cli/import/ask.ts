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

const patience = [200, 500, 1_000, 2_000, 4_000];

/** Asks functions as any other caller of Lambda does, of the running instance or of AWS. */
export function asker(environment: Environment): Ask {
  const { LAMBDA_ENDPOINT: endpoint, AWS_REGION: region = 'us-east-1', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  const credentials =
    AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
      : undefined;
  const client = new LambdaClient({ region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) });
  return async <Value>(name: string, payload: object): Promise<Value> => {
    // While a part restarts it is unavailable; what we ask may be asked twice.
    for (const wait of patience) {
      const answer = await invoke<Value>(client, `${environment['FUNCTION_PREFIX'] ?? ''}${name}`, payload);
      if ('value' in answer) return answer.value;
      if (answer.refusal.kind !== 'unavailable') throw new Refused(inWords(answer.refusal));
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Unreachable(`Colophon is running, but a part that ${name} needs does not answer.`);
  };
}

async function invoke<Value>(client: LambdaClient, name: string, payload: object): Promise<{ value: Value } | { refusal: RefusalValue }> {
  const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) });
  const outcome = await client.send(command).catch((error: Error) => {
    throw new Unreachable(`The function ${name} cannot be reached (${error.message || error.name}). Is Colophon running?`, { cause: error });
  });
  const text = Buffer.from(outcome.Payload ?? []).toString('utf8');
  if (outcome.FunctionError) throw new Error(`${name} failed: ${text.slice(0, 300)}`);
  return JSON.parse(text) as { value: Value } | { refusal: RefusalValue };
}

function inWords({ detail, violations = [] }: RefusalValue): string {
  return [detail, ...violations.map(({ field, issue }) => (field ? `${field} ${issue}` : issue))].join(' · ');
}
