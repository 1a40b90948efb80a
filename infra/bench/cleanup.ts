/** Everything that was started and must not outlive the bench, last come first gone. */
const left: (() => Promise<unknown> | void)[] = [];
let ending: Promise<void> | undefined;

export function beforeEnd(end: () => Promise<unknown> | void): void {
  left.push(end);
  // What was on its way to start when the end came has missed it.
  if (ending) void end();
}

export function endEverything(): Promise<void> {
  return (ending ??= (async () => {
    for (let end = left.pop(); end; end = left.pop()) await Promise.resolve(end()).catch(() => undefined);
  })());
}

/** Ctrl-C, a stop from outside and a closed terminal leave as little behind as the regular end. */
export function endOnSignals(): void {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(signal, () => void endEverything().finally(() => process.exit(128 + number)));
  }
}
