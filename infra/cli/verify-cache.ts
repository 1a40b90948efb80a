import type { Environment } from './lambda.ts';
import { invoker } from './lambda.ts';

export const summary =
  'compares every cached object with the database and drops what is stale; --flush drops everything';

interface Verified {
  checked: number;
  fresh: number;
  stale: string[];
  next: string;
}

type Answer<T> = { value: T } | { refusal: { detail: string } };

export async function run(args: string[], environment: Environment): Promise<number> {
  const invoke = invoker(environment);
  const ask = async <T>(name: string, payload: object): Promise<T> => {
    const answer = await invoke<Answer<T>>(name, payload);
    if ('refusal' in answer) throw new Error(answer.refusal.detail);
    return answer.value;
  };
  if (args.includes('--flush')) {
    await ask('cache-invalidate-everything', {});
    process.stdout.write('Everything was dropped: a new generation begins.\n');
    return 0;
  }
  let cursor = '0';
  let checked = 0;
  const stale: string[] = [];
  do {
    const page = await ask<Verified>('operations-verify-cache', { cursor });
    checked += page.checked;
    stale.push(...page.stale);
    for (const name of page.stale) process.stdout.write(`stale, and dropped: ${name}\n`);
    cursor = page.next;
  } while (cursor !== '0');
  process.stdout.write(`${checked - stale.length} of ${checked} fresh.\n`);
  return stale.length === 0 ? 0 : 1;
}
