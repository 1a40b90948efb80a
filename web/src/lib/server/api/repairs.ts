import { setTimeout as pause } from 'node:timers/promises';
import type { RequestEvent } from '@sveltejs/kit';
import type {
  DeadLetterJson,
  QueueOverviewJson,
  RedriveResponseJson,
} from '../../../../../proto/gen/colophon/queue/v1/queue_pb.js';
import { sessionCookie } from '../session.ts';
import { askAsAuthor, type Outcome } from './author.ts';
import type { Whole } from './whole.ts';

export type Letter = Whole<DeadLetterJson>;
export type Queues = Whole<QueueOverviewJson>;

/** What is on the way, and how much failed for good. */
export async function seeQueues(event: RequestEvent): Promise<Outcome<Queues>> {
  const seen = await askAsAuthor<Queues>(event, { method: 'GET', path: ['ops', 'queue'] });
  if (seen.ok) known.resting = restingIn(seen.body);
  return seen;
}

export function listLetters(event: RequestEvent): Promise<Outcome<{ items: Letter[] }>> {
  return askAsAuthor(event, { method: 'GET', path: ['ops', 'queue', 'dead-letters'] });
}

/** Those that are named, or as many as go at once. */
export function sendAgain(
  event: RequestEvent,
  messageIds: string[] = [],
): Promise<Outcome<Whole<RedriveResponseJson>>> {
  const body = messageIds.length > 0 ? { messageIds } : {};
  return askAsAuthor(event, { method: 'POST', path: ['ops', 'queue', 'redrive'], body });
}

export function discardLetter(event: RequestEvent, id: string): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['ops', 'queue', 'dead-letters', id] });
}

const arrivedWithinMs = 3_000;
const lookEveryMs = 200;

/** Waits a little for what was sent again. @returns whether nothing is on the way any more */
export async function haveArrived(event: RequestEvent): Promise<boolean> {
  for (const endsAt = Date.now() + arrivedWithinMs; Date.now() < endsAt;) {
    await pause(lookEveryMs);
    const seen = await seeQueues(event);
    if (!seen.ok) return false;
    const { invalidation, media } = seen.body;
    if ([invalidation, media].every(({ waiting, inFlight }) => waiting + inFlight === 0)) return true;
  }
  return false;
}

export const restingIn = ({ invalidation, media }: Queues): number => invalidation.deadLetters + media.deadLetters;

const goodForMs = 10_000;
const patienceMs = 250;
/** There is one author, and one number for all the pages that they look at. */
const known = { resting: 0, askedAt: -Infinity };

/**
 * For a mark in the navigation of each page of the studio, which must not wait for it: asked every ten seconds at most,
 * beside what the page itself asks, and what is not known by then is what was known before.
 */
export async function restingNow(event: RequestEvent): Promise<number> {
  if (!sessionCookie(event)) return 0;
  if (Date.now() - known.askedAt > goodForMs) {
    known.askedAt = Date.now();
    await Promise.race([seeQueues(event), pause(patienceMs)]);
  }
  return known.resting;
}
