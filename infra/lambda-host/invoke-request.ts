import type { IncomingMessage } from 'node:http';

/** What the Invoke API takes, in bytes of payload. */
export const payloadLimits = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 };

export type InvocationType = keyof typeof payloadLimits;

/** An answer of the API itself, as against an answer of a function. */
export class ApiRefusal extends Error {
  readonly statusCode: number;
  readonly type: string;

  constructor(statusCode: number, type: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.type = type;
  }
}

const invocations = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;

/** The name as serverless.yml has it. Lambda takes names, ARNs and parts of ARNs, each with or without a qualifier. */
export function requestedFunction(url: string, prefix: string): string {
  const written = invocations.exec(url)?.[1];
  if (written === undefined)
    throw new ApiRefusal(404, 'UnknownOperationException', 'This host knows the operation Invoke only.');
  const plain = written.includes('%') ? decode(written) : written;
  const name = /(?:^|:)function:([^:]+)/.exec(plain)?.[1] ?? plain.split(':')[0] ?? '';
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw new ApiRefusal(400, 'InvalidParameterValueException', 'The function name is not well encoded.');
  }
}

export function invocationType(request: IncomingMessage): InvocationType {
  const given = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (typeof given === 'string' && given in payloadLimits) return given as InvocationType;
  throw new ApiRefusal(
    400,
    'InvalidParameterValueException',
    'The invocation type must be RequestResponse, Event or DryRun.',
  );
}

/** Reads the payload. One that is too large is read to its end and not kept, or its caller would not hear the answer. */
export function readPayload(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else
        reject(
          new ApiRefusal(
            413,
            'RequestTooLargeException',
            `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
          ),
        );
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The caller went away.')));
  });
}

export function parsePayload(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiRefusal(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

export function clientContext(request: IncomingMessage): unknown {
  const given = request.headers['x-amz-client-context'];
  if (typeof given !== 'string') return undefined;
  try {
    return JSON.parse(Buffer.from(given, 'base64').toString('utf8'));
  } catch {
    throw new ApiRefusal(400, 'InvalidRequestContentException', 'The client context is not JSON in base64.');
  }
}
