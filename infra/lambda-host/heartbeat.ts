const beatMilliseconds = 500;

/**
 * Tells the launcher that the event loop turns. When a handler blocks it the beats stay away, and the launcher replaces
 * this process. Started by hand, without a launcher, there is nobody to tell.
 */
export function startHeartbeat(): void {
  setInterval(() => tell({ kind: 'heartbeat' }), beatMilliseconds).unref();
}

export function announceReady(address: string): void {
  tell({ kind: 'ready', address });
}

/** A launcher that goes away between two beats is noticed by its closed channel, not here. */
function tell(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
