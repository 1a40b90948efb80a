import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { fromJsonString } from '@bufbuild/protobuf';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { type Trace, trace } from '../_env/trace.ts';
import { Refusal } from '../_http/refusal.ts';
import { ask, EndedEarly } from '../_lambda/ask.ts';
import { comeBackIn } from '../_sqs/visibility.ts';

/** Seconds until a failed record is tried again, by how often it was received. The queue's own limit is much longer. */
const backoffSeconds = [1, 2, 4, 8];
/** After its last receive it goes to the dead letters, where somebody can do something about it, as soon as it can. */
const lastSeconds = 1;
/** How long it may take to say why a record failed, and to have it come back; kept back from what a handler may use. */
const recordWithinMs = 800;
const reserveMs = recordWithinMs + 200;
/** As serverless.yml has it, where no host says how much of it is left. */
const timeoutMs = 3_000;

/** Undefined: nobody knows, as when this function itself ends before it has said anything. */
type Reason = 'malformed' | 'unavailable' | 'fault' | undefined;

/**
 * Handles each record by itself: those that fail are named in the answer and come back alone, soon, and the reason is
 * kept under the message's id for whoever looks at the dead letters. Records of a batch are handled side by side.
 * A handler is told how many milliseconds are left to it, for all that it asks together.
 */
export function eachRecord<Desc extends DescMessage>(
  schema: Desc,
  handle: (message: MessageShape<Desc>, leftMs: () => number) => Promise<void>,
) {
  return async (event: SQSEvent, context?: Context): Promise<SQSBatchResponse> => {
    const endsAt = Date.now() + (context?.getRemainingTimeInMillis() ?? timeoutMs) - reserveMs;
    const leftMs = () => Math.max(0, endsAt - Date.now());
    const outcomes = await Promise.all(
      event.Records.map(async (record) => {
        await step('cache-sync.received');
        try {
          const message = parse(schema, record);
          await trace.run(traceOf(message, context), handle, message, leftMs);
          return undefined;
        } catch (error) {
          await keepReason(record, error as Error, context?.awsRequestId ?? '');
          return { itemIdentifier: record.messageId };
        }
      }),
    );
    await step('cache-sync.handled');
    return { batchItemFailures: outcomes.filter((outcome) => outcome !== undefined) };
  };
}

/** The event carries the trace of the request that wrote it. */
function traceOf(message: object, context: Context | undefined): Trace {
  const { traceparent } = message as { traceparent?: string };
  return { ...(context && { requestId: context.awsRequestId }), ...(traceparent && { traceparent }) };
}

function parse<Desc extends DescMessage>(schema: Desc, record: SQSRecord): MessageShape<Desc> {
  try {
    return fromJsonString(schema, record.body);
  } catch (error) {
    throw new Refusal({ kind: 'malformed', detail: `The message is no ${schema.name}: ${(error as Error).message}` });
  }
}

async function keepReason(record: SQSRecord, error: Error, requestId: string): Promise<void> {
  const attempts = Number(record.attributes.ApproximateReceiveCount);
  const reason = reasonOf(error);
  const failure = { messageId: record.messageId, reason, detail: error.message.slice(0, 1000), requestId, attempts };
  log.warn({ ...failure, ...(reason === 'fault' && { err: error }) }, 'a record failed');
  const seconds = backoffSeconds[attempts - 1] ?? lastSeconds;
  await step('cache-sync.failed');
  await Promise.all([
    reason &&
      ask('operations-record-failure', failure, recordWithinMs).catch((lost: Error) =>
        log.warn({ err: lost }, 'the reason was not kept'),
      ),
    comeBackIn(seconds, record, recordWithinMs).catch((lost: Error) =>
      log.warn({ err: lost }, 'the record comes back late'),
    ),
  ]);
  await step('cache-sync.told');
}

/** A message may be what ends whoever handles it: without a reason it is redriven by itself, but not for ever. */
function reasonOf(error: Error): Reason {
  if (error instanceof EndedEarly) return undefined;
  if (!(error instanceof Refusal)) return 'fault';
  return error.kind === 'unavailable' ? 'unavailable' : 'malformed';
}
