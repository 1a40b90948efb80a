import type { JsonValue } from '@bufbuild/protobuf';
import type { Context } from 'aws-lambda';
import { log } from '../_env/log.ts';
import { type Trace, trace } from '../_env/trace.ts';
import { Refusal, type RefusalValue } from '../_http/refusal.ts';

/** How functions answer each other: with a value, or with a refusal as a value. A fault is thrown, and is the host's to report. */
export type Answer<T> = ({ value: T } | { refusal: RefusalValue }) & Partial<Provenance>;

/** How builders answer: what was asked for may also have moved, and then they say to which address. */
export type BuilderAnswer<T> = Answer<T> | ({ moved: string } & Provenance);

/** From when and what an object was built; nothing found was looked for at some moment, too. */
export interface Provenance {
  snapshot: string;
  tags: string[];
}

/** A door that other functions ask. What it logs carries the request that they ask for. */
export function answer<Payload, Answered extends BuilderAnswer<unknown>>(
  handle: (payload: Payload) => Promise<Answered>,
): (payload: Payload, context?: Pick<Context, 'clientContext'>) => Promise<Answered | { refusal: RefusalValue }> {
  const guarded = async (payload: Payload): Promise<Answered | { refusal: RefusalValue }> => {
    try {
      return await handle(payload);
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error.toValue() };
      log.error({ err: error }, 'fault');
      throw error;
    }
  };
  return (payload, context) => {
    const asked = context?.clientContext as { custom?: Trace } | undefined;
    return trace.run(asked?.custom ?? {}, guarded, payload);
  };
}

export type Payload = Record<string, JsonValue>;
