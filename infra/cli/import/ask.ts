import { EndedEarly, type Environment, invoker, Unreachable } from '../lambda.ts';

export { type Environment, Unreachable };

/** A function said no, in words meant for people. */
export class Refused extends Error {
  override name = 'Refused';
}

interface RefusalValue {
  kind: string;
  detail: string;
  violations?: { field: string; issue: string }[];
}

export type Ask = <Value>(name: string, payload: object) => Promise<Value>;

/** As long as the launcher may need to replace a part. */
const patience = [100, 200, 500, 1_000, 2_000, 4_000];

/**
 * Asks functions, and asks again while a part of Colophon is away or too busy to come to an end: whatever the importer asks
 * may be asked twice.
 * @throws Refused; Unreachable if a part stays away; EndedEarly if each try ended so, which may be due to what was asked
 */
export function asker(environment: Environment, patienceMs = patience): Ask {
  const invoke = invoker(environment);
  return async <Value>(name: string, payload: object): Promise<Value> => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await invoke<Answer<Value>>(name, payload).catch(asTrouble);
      if ('value' in answer) return answer.value;
      const trouble = 'trouble' in answer ? answer.trouble : troubleOf(answer.refusal);
      const wait = patienceMs[attempt];
      if (trouble instanceof Refused || wait === undefined) throw trouble;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
}

function asTrouble(error: unknown): { trouble: Error } {
  if (error instanceof Unreachable || error instanceof EndedEarly) return { trouble: error };
  throw error;
}

const troubleOf = (refusal: RefusalValue) =>
  refusal.kind === 'unavailable' ? new Unreachable(refusal.detail) : new Refused(inWords(refusal));

type Answer<Value> = { value: Value } | { refusal: RefusalValue };

function inWords({ detail, violations = [] }: RefusalValue): string {
  return [detail, ...violations.map(({ field, issue }) => (field ? `${field} ${issue}` : issue))].join(' · ');
}
