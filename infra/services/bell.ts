import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';

interface BellOptions {
  databaseUrl: string;
  /** Called for each notification, and after each connect, for what was announced while nobody listened. */
  onRing: () => void;
  /** Called after each connect: what answers now may be another server, or another database under the same address. */
  onConnect?: () => void;
}

/** Listens for what the outbox triggers announce (channel `outbox`) and rings. It never gives up: a bell that is deaf for a while costs only speed, since a schedule covers it. */
export function startBell({ databaseUrl, onRing, onConnect }: BellOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = listen();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };

  async function listen(): Promise<void> {
    let pause = 100;
    while (!stopping.signal.aborted) {
      if (await listenOnce()) pause = 100;
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, 5000);
    }
  }

  /** Ends with the connection; true when it had been a good one. */
  async function listenOnce(): Promise<boolean> {
    const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true, connectionTimeoutMillis: 2000 });
    let onEnd: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (onEnd = resolve));
    client.on('end', () => onEnd());
    client.on('error', () => onEnd());
    client.on('notification', () => onRing());
    stopping.signal.addEventListener('abort', onEnd, { once: true });
    let good = false;
    try {
      await client.connect();
      await client.query('listen outbox');
      good = true;
      onConnect?.();
      onRing();
      if (!stopping.signal.aborted) await over;
    } catch {
      // The server is away; the next try comes after a pause.
    } finally {
      stopping.signal.removeEventListener('abort', onEnd);
      await client.end().catch(() => undefined);
    }
    return good;
  }
}
