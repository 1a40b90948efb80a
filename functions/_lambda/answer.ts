import type { JsonValue } from '@bufbuild/protobuf';
import { log } from '../_env/log.ts';
import { Refusal, type RefusalValue } from '../_http/refusal.ts';

/** How functions answer each other: with a value, or with a refusal as a value. A fault is thrown, and is the host's to report. */
export type Answer<T> = ({ value: T } | { refusal: RefusalValue }) & Partial<Provenance>;

/** From when and what an object was built; nothing found was looked for at some moment, too. */
export interface Provenance {
  snapshot: string;
  tags: string[];
}

/** A door that other functions ask. */
export function answer<Payload, T>(
  handle: (payload: Payload) => Promise<Answer<T>>,
): (payload: Payload) => Promise<Answer<T>> {
  return async (payload) => {
    try {
      return await handle(payload);
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error.toValue() };
      log.error({ err: error }, 'fault');
      throw error;
    }
  };
}

export type Payload = Record<string, JsonValue>;
