import { InvokeCommand } from '@aws-sdk/client-lambda';
import { log } from '../_env/log.ts';
import { trace } from '../_env/trace.ts';
import { refuse } from '../_http/refusal.ts';
import type { Answer } from './answer.ts';
import { functionName, lambda } from './client.ts';

/** Longer than any function that readers wait for may take. */
const patienceMs = 4_000;
/** A nudge holds up an answer that is already true. */
const nudgePatienceMs = 500;

/**
 * Asks another function and waits for its answer. A refusal comes back as a value. A function that cannot be reached, or
 * that did not end well, is refused here as unavailable: the caller cannot know how far it came.
 * @param withinMs how long to wait; a caller that has little time itself gives less
 */
export async function ask<T>(name: string, payload: object, withinMs = patienceMs): Promise<Answer<T>> {
  const outcome = await invoke(name, 'RequestResponse', payload, withinMs).catch((error: Error) => {
    log.warn({ err: error, function: name }, 'could not ask');
    return refuse('unavailable', `${name} cannot be reached.`);
  });
  const text = Buffer.from(outcome.Payload ?? []).toString('utf8');
  if (outcome.FunctionError) {
    log.warn({ function: name, error: text.slice(0, 500) }, 'asked in vain');
    return refuse('unavailable', `${name} did not answer.`);
  }
  return JSON.parse(text) as Answer<T>;
}

/** Wakes a function and does not wait for it. Never fails: what it would do is done by schedule, too. */
export async function nudge(name: string): Promise<void> {
  try {
    await invoke(name, 'Event', {}, nudgePatienceMs);
  } catch (error) {
    log.warn({ err: error, function: name }, 'nudge lost');
  }
}

function invoke(name: string, type: 'RequestResponse' | 'Event', payload: object, withinMs: number) {
  const context = Buffer.from(JSON.stringify({ custom: trace.getStore() ?? {} })).toString('base64');
  return lambda().send(
    new InvokeCommand({
      FunctionName: functionName(name),
      InvocationType: type,
      ClientContext: context,
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
    { abortSignal: AbortSignal.timeout(withinMs) },
  );
}
