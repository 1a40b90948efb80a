/** A Postgres snapshot as `pg_current_snapshot()::text` writes it: `xmin:xmax:running,running`. */
export interface Snapshot {
  xmin: bigint;
  xmax: bigint;
  running: readonly bigint[];
}

export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, running = ''] = text.split(':');
  if (!xmin || !xmax) throw new Error(`"${text}" is not a snapshot.`);
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), running: running === '' ? [] : running.split(',').map(BigInt) };
}

/** Whether what transaction `xid` committed is part of what was read under this snapshot. */
export function holds(snapshot: Snapshot, xid: bigint): boolean {
  return xid < snapshot.xmin || (xid < snapshot.xmax && !snapshot.running.includes(xid));
}
