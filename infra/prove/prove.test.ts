import { expect, test } from 'vitest';
import { prove } from './run.ts';

// `PROVE_SEED` repeats the faults of a run.
const seed = Number(process.env['PROVE_SEED'] ?? Date.now() % 1_000_000);

test(
  `a minute of readers, authors and faults: nothing acknowledged is lost, and nothing is stale past the bound: seed ${seed}`,
  { timeout: 240_000 },
  async () => {
    const said: string[] = [];
    const proof = await prove({ seed, seconds: 60, tell: (line) => void said.push(line) });
    expect(proof.violations, said.join('\n')).toEqual([]);
    expect(proof.faults.map(({ kind }) => kind)).toEqual(proof.plan.map(({ kind }) => kind));
    expect(proof.reads).toBeGreaterThan(5_000);
    expect(proof.writes).toBeGreaterThan(100);
  },
);
