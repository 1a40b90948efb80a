import { Refusal } from '../_http/refusal.ts';

/** Each takes 32 MiB and a core. More at once would only make all of them late. */
const atOnce = 2;
/** Who comes when so many wait is sent away at once: a flood of sign-ins does not pile up here. */
const mostWaiting = 16;
const patienceMs = 4_000;

let working = 0;
const waiting: (() => void)[] = [];

/** Runs the work when it is its turn, in the order of coming. Who would wait for too long is refused. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= atOnce) await turn();
  working++;
  try {
    return await work();
  } finally {
    working--;
    waiting.shift()?.();
  }
}

function turn(): Promise<void> {
  if (waiting.length >= mostWaiting) throw busy();
  return new Promise((resolve, reject) => {
    const mine = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(mine), 1);
      reject(busy());
    }, patienceMs);
    waiting.push(mine);
  });
}

function busy(): Refusal {
  return new Refusal({ kind: 'unavailable', detail: 'Too many passwords are being checked at this moment.' });
}
