import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../services/tools.ts';
import { plants } from './plants.ts';
import { prove } from './run.ts';

const seed = Number(process.env['PROVE_SEED'] ?? Date.now() % 1_000_000);

/** What these lose shows only when the bound after a fault is over: each takes its minute, and is shown by `npm run prove`. */
const shownInTheEnd = ['no-fence', 'ack-before-invalidate', 'delete-before-send'];
const shownAtOnce = plants.filter(({ name }) => !shownInTheEnd.includes(name));

// The test of the proof: it must be able to fail.
test.each(shownAtOnce)(
  `where $says ($name), the proof finds it within a minute: seed ${seed}`,
  { timeout: 180_000 },
  async ({ name, shows }) => {
    const proof = await prove({ seed, seconds: 60, plant: name, tell: () => undefined });
    expect(proof.violations.map(({ kind }) => kind)).toContain(shows);
  },
);

test.each(plants)('$name fits the sources as they are', ({ edits }) => {
  for (const { file, from } of edits) expect(readFileSync(root + file, 'utf8').split(from), file).toHaveLength(2);
});
