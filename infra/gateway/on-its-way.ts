import type { ChildProcess } from 'node:child_process';

/** What node:cluster says to a worker with each connection that it hands over, and what it hears when that has arrived. */
interface HandedOver {
  cmd?: string;
  act?: string;
  seq?: number;
  ack?: number;
}

interface Handle {
  close(): void;
}

/**
 * node:cluster deals connections out evenly, but forgets those that were on their way to a worker when that was killed: its
 * own end of them stays open, and whoever asked would wait for ever. Here they break like the others that the worker had.
 * (Were each worker to accept by itself, `SCHED_NONE`, none would be on its way; but of fifty connections opened at once
 * one of two workers took forty.)
 */
export function endWhatWasOnItsWay(child: ChildProcess): void {
  const onItsWay = new Map<number, Handle>();
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  child.send = (...args: unknown[]): boolean => {
    const [message, handle] = args as [HandedOver, Handle | undefined];
    const { cmd, act, seq } = message;
    if (cmd === 'NODE_CLUSTER' && act === 'newconn' && seq !== undefined && handle) onItsWay.set(seq, handle);
    return send(...args);
  };
  child.on('internalMessage', ({ ack }: HandedOver) => {
    if (ack !== undefined) onItsWay.delete(ack);
  });
  child.once('exit', () => {
    for (const handle of onItsWay.values()) handle.close();
    onItsWay.clear();
  });
}
