import { type Environment, invoker, Unreachable } from '../lambda.ts';

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

/** Asks functions, and asks again while a part of Colophon is away: whatever the importer asks may be asked twice. */
export function asker(environment: Environment, patienceMs = patience): Ask {
  const invoke = invoker(environment);
  return async <Value>(name: string, payload: object): Promise<Value> => {
    for (const wait of [...patienceMs, undefined]) {
      const answer = await invoke<Answer<Value>>(name, payload).catch((error: Error): Answer<Value> => {
        if (!(error instanceof Unreachable)) throw error;
        return { refusal: { kind: 'unavailable', detail: error.message } };
      });
      if ('value' in answer) return answer.value;
      if (answer.refusal.kind !== 'unavailable') throw new Refused(inWords(answer.refusal));
      if (wait === undefined) throw new Unreachable(answer.refusal.detail);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    throw new Unreachable(name);
  };
}

type Answer<Value> = { value: Value } | { refusal: RefusalValue };

function inWords({ detail, violations = [] }: RefusalValue): string {
  return [detail, ...violations.map(({ field, issue }) => (field ? `${field} ${issue}` : issue))].join(' · ');
}
