import type { KeptFinding } from '../_postgres/events/freshness.ts';
import type { EventSeen } from '../_redis/walk.ts';
import { caches, tenths } from './_freshness.ts';

/** A finding as it was kept, in the shape of an answer. What an older version kept may lack something. */
export function healedEntry({ cache, name, foundAt, staleSeconds, history }: KeptFinding) {
  const text = (member: string) => {
    const value = history[member];
    return typeof value === 'string' ? value : '';
  };
  return {
    cache: caches[cache],
    ...{ name, foundAt, staleSeconds: tenths(staleSeconds) },
    storedAt: text('storedAt'),
    filledBy: text('filledBy'),
    builder: text('builder'),
    snapshot: text('snapshot'),
    tags: list<string>(history['tags']).map(String),
    eventsSeen: list<EventSeen>(history['eventsSeen']).map(({ tag, xid, at }) => ({ tag, xid, at })),
  };
}

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
