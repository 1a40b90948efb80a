import { checkerIsOn } from '../_env/checker.ts';
import { log } from '../_env/log.ts';
import { Refusal } from '../_http/refusal.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';
import { cachedObjects } from '../_redis/walk.ts';
import { mostDoubtfulFirst } from './_known-fresh.ts';
import { noteFigures } from './_note-figures.ts';
import { verify } from './_verify.ts';

/** What is new costs a comparison once; what was right is looked at again, a few at a time, for ever. */
const mostNew = 20;
const mostKnown = 4;
const pageSize = 100;
const withinMs = 600;
/** A run a minute may do what sixty would, up to so many times one. */
const mostRuns = 8;

let cursor = '0';
let lastRunMs = Number.NEGATIVE_INFINITY;
/** A moment without an answer is nothing to speak of. */
const saidAfterMs = 10_000;
let waitsSinceMs: number | undefined;
let isSaid = false;

export interface Checked {
  isOn: boolean;
  checked: number;
  stale: number;
  /** Why nothing could be looked at; '' where it could. */
  waitsFor: string;
}

/** Looks at some of what is cached. While a part is away it waits, says so once, and finds nothing. */
export async function checkSome(): Promise<Checked> {
  if (!checkerIsOn()) return { isOn: false, checked: 0, stale: 0, waitsFor: '' };
  try {
    const { checked, stale } = await checkPage(share());
    await noteFigures(checked, stale);
    goesOn();
    return { isOn: true, checked, stale: stale.length, waitsFor: '' };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'unavailable') throw error;
    waits(error.message);
    return { isOn: true, checked: 0, stale: 0, waitsFor: error.message };
  }
}

function waits(reason: string): void {
  waitsSinceMs ??= performance.now();
  if (isSaid || performance.now() - waitsSinceMs < saidAfterMs) return;
  log.warn({ reason }, 'the freshness checker waits for a part that is away');
  isSaid = true;
}

function goesOn(): void {
  if (isSaid) log.warn('the freshness checker goes on');
  waitsSinceMs = undefined;
  isSaid = false;
}

/** How many runs this one stands for. */
function share(): number {
  const now = performance.now();
  const seconds = (now - lastRunMs) / 1000;
  lastRunMs = now;
  return Math.min(Math.max(seconds, 1), mostRuns);
}

async function checkPage(runs: number) {
  const { next, objects } = await unavailableAsRefusal(cachedObjects(cursor, pageSize));
  cursor = next;
  const { unknown, fresh } = mostDoubtfulFirst(objects);
  const chosen = [...unknown.slice(0, mostNew * runs), ...fresh.slice(0, mostKnown * runs)];
  return verify(chosen, performance.now() + withinMs * runs);
}
