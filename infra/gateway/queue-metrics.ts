import { setTimeout as pause } from 'node:timers/promises';
import { authorsEvent } from '../lambda-host/authors-event.ts';
import type { Invoker } from '../lambda-host/invoker.ts';
import { gauge } from './metrics.ts';

/** Whoever scrapes waits no longer than this; what is not known then is NaN, and no old figure. */
const patienceMs = 1_000;
const names = ['invalidation', 'media'] as const;

interface Depths {
  waiting: number;
  inFlight: number;
  deadLetters: number;
  oldestSeconds: number;
}
type Overview = Record<(typeof names)[number], Depths>;

let invoker: Invoker | undefined;
let asked: Promise<Overview | undefined> | undefined;

/** Asks how the queues are, when somebody reads the metrics and not before. Nobody asks twice at a time. */
export async function measureQueues(lambdaEndpoint: string | undefined): Promise<void> {
  if (!lambdaEndpoint) return;
  asked ??= ask(lambdaEndpoint).finally(() => (asked = undefined));
  const late = new AbortController();
  const overview = await Promise.race([asked, pause(patienceMs, undefined, { signal: late.signal })]);
  late.abort();
  show(overview);
}

/** The functions of this process are its workers', where it has any: so those of the host are asked. */
async function ask(endpoint: string): Promise<Overview | undefined> {
  try {
    const { RemoteInvoker } = await import('../lambda-host/remote-invoker.ts');
    const functionPrefix = process.env['FUNCTION_PREFIX'] ?? '';
    invoker ??= new RemoteInvoker({ endpoint, functionPrefix });
    const result = await invoker.invoke('operations-get-queue', authorsEvent('GET', '/api/v1/ops/queue'));
    if (result.kind !== 'returned') return undefined;
    const { statusCode, body } = result.value as { statusCode: number; body: string };
    return statusCode === 200 ? (JSON.parse(body) as Overview) : undefined;
  } catch {
    return undefined;
  }
}

function show(overview: Overview | undefined): void {
  const waiting = gauge('colophon_queue_waiting', 'Messages that wait in the queue.', ['queue']);
  const inFlight = gauge('colophon_queue_in_flight', 'Messages that are being handled, or are tried again soon.', [
    'queue',
  ]);
  const dead = gauge(
    'colophon_dead_letters',
    'Messages that failed for good: more than 0 is for somebody to look at.',
    ['queue'],
  );
  for (const name of names) {
    const depths = overview?.[name];
    waiting.with(name).set(depths?.waiting ?? NaN);
    inFlight.with(name).set(depths?.inFlight ?? NaN);
    dead.with(name).set(depths?.deadLetters ?? NaN);
  }
  const oldest = 'The age of the oldest change that no queue has taken yet.';
  gauge('colophon_outbox_oldest_seconds', oldest)
    .with()
    .set(overview?.invalidation.oldestSeconds ?? NaN);
}
