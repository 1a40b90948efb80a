import { InvokeCommand } from '@aws-sdk/client-lambda';
import { log } from '../_env/log.ts';
import { optionalSetting } from '../_env/settings.ts';
import { step } from '../_env/step.ts';
import { trace } from '../_env/trace.ts';
import { Refusal, refuse } from '../_http/refusal.ts';
import type { Answer } from './answer.ts';
import { functionName, lambda } from './client.ts';
import { type FailedInvocation, hasEndedEarly } from './ended-early.ts';

/** Longer than any function that readers wait for may take. */
const patienceMs = 4_000;
/** A nudge holds up an answer that is already true. */
const nudgePatienceMs = 500;

/** The function did not come to its end (see hasEndedEarly). */
export class EndedEarly extends Refusal {}

/**
 * Asks another function and waits for its answer. A refusal comes back as a value. A function that cannot be reached, or
 * that did not come to its end, is refused here as unavailable: the caller cannot know how far it came. A fault there is
 * a fault here, too: to ask again would only bring it back.
 * @param withinMs how long to wait; a caller that has little time itself gives less
 */
export async function ask<T>(name: string, payload: object, withinMs = patienceMs): Promise<Answer<T>> {
  const outcome = await invoke(name, 'RequestResponse', payload, withinMs).catch((error: Error) => {
    log.warn({ err: error, function: name }, 'could not ask');
    return refuse('unavailable', `${name} cannot be reached.`);
  });
  const text = Buffer.from(outcome.Payload ?? []).toString('utf8');
  if (outcome.FunctionError) throw failureOf(name, text);
  return JSON.parse(text) as Answer<T>;
}

function failureOf(name: string, payload: string): Error {
  const failed = JSON.parse(payload || '{}') as FailedInvocation;
  const { errorType, errorMessage = '' } = failed;
  if (!hasEndedEarly(failed))
    return new Error(`${name} failed: ${errorType ?? 'Error'}: ${errorMessage.slice(0, 500)}`);
  log.warn({ function: name, errorType, errorMessage }, 'asked in vain');
  return new EndedEarly({ kind: 'unavailable', detail: `${name} did not answer.` });
}

/**
 * Wakes a function and does not wait for it. Never fails: what it would do is done by schedule, too. On Lambda a process is
 * frozen with its answer, so it is sent before that; a host that goes on sends it after the answer, which need not wait.
 */
export async function nudge(name: string): Promise<void> {
  if (optionalSetting('GOES_ON_AFTER_ANSWER') === undefined) return wake(name);
  setImmediate(() => void wake(name));
}

async function wake(name: string): Promise<void> {
  try {
    await step('nudge.begin');
    await invoke(name, 'Event', {}, nudgePatienceMs);
    await step('nudge.done');
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
