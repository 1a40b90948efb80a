/** What the launcher tells its user. Standard output holds lines for people and machines alike; trouble goes to standard error. */
export interface Report {
  /** One step of something that takes a while. */
  progress(part: string, line: string): void;
  /** A line of the contract: `token …`, `ready …`. Resolves when it is out of our hands. */
  say(line: string): Promise<void>;
  trouble(line: string): void;
}

export function terminalReport(): Report {
  // Whoever reads us may go away; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    progress: (part, line) => void process.stdout.write(`  ${part}: ${line}\n`),
    say: (line) => new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve())),
    trouble: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** Repeats itself while a step runs, so that nobody takes a long one for a hung one. */
export async function whileItTakes<T>(tell: (line: string) => void, what: string, step: Promise<T>): Promise<T> {
  const started = performance.now();
  const timer = setInterval(() => tell(`${what}, ${Math.round((performance.now() - started) / 1000)} s so far`), 3000);
  return step.finally(() => clearInterval(timer));
}
