import { Refusal } from './refusal.ts';

/** Something that would be lost. */
export interface Blocking {
  type: string;
  id: string;
  name: string;
}

/** 409 with what stands in the way: so many of it that one can see what it is, and how many there are. */
export function refuseBlocked(detail: string, blocking: Blocking[], blockingCount: number): never {
  throw new Refusal({ kind: 'conflict', detail }, { extensions: { blocking: blocking.slice(0, 20), blockingCount } });
}
