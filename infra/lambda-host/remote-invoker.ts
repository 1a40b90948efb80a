import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { InvocationError, InvocationOptions, InvocationResult, Invoker } from './invoker.ts';

interface Settings {
  /** Absent on AWS. */
  endpoint?: string;
  functionPrefix?: string;
}

/** Calls handlers that run elsewhere: in the lambda-host, or on AWS. */
export class RemoteInvoker implements Invoker {
  readonly #client: LambdaClient;
  readonly #prefix: string;

  constructor({ endpoint, functionPrefix = '' }: Settings = {}) {
    this.#client = new LambdaClient({ ...(endpoint && { endpoint }), maxAttempts: 1 });
    this.#prefix = functionPrefix;
  }

  async invoke(name: string, event: unknown, options: InvocationOptions = {}): Promise<InvocationResult> {
    const { clientContext } = options;
    const command = new InvokeCommand({
      FunctionName: `${this.#prefix}${name}`,
      Payload: Buffer.from(JSON.stringify(event ?? null)),
      ...(clientContext !== undefined && {
        ClientContext: Buffer.from(JSON.stringify(clientContext)).toString('base64'),
      }),
    });
    try {
      const { FunctionError, Payload } = await this.#client.send(command);
      const value: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
      return FunctionError ? resultOfError(value as Partial<InvocationError>) : { kind: 'returned', value };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return { kind: 'unknown' };
      throw error;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

function resultOfError({
  errorType = 'Error',
  errorMessage = '',
  trace = [],
}: Partial<InvocationError>): InvocationResult {
  const seconds = /Task timed out after ([\d.]+) seconds/.exec(errorMessage)?.[1];
  if (seconds) return { kind: 'timed-out', timeoutSeconds: Number(seconds) };
  return { kind: 'failed', error: { errorType, errorMessage, trace } };
}
