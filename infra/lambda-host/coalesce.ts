/**
 * Makes many calls into few runs: one runs, at most one waits, and the one that waits begins after everything that was
 * announced before. So what a call announces is always seen by a run that began later.
 */
export function coalesce(run: () => Promise<unknown>): () => void {
  let running = false;
  let again = false;
  const begin = async () => {
    running = true;
    do {
      again = false;
      await run();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void begin();
  };
}
