import { parseArgs } from 'node:util';
import { plants } from './plants.ts';
import { writeReport } from './report.ts';
import { endRigs } from './rig.ts';
import { prove } from './run.ts';

/** npm run prove -- --minutes 10 --seed 1. Exit code 1 where something was lost or stale, 2 for wrong use. */
const usage = `npm run prove -- [--minutes 10 | --seconds 60] [--seed 1] [--to FOLDER]
PROVE_PLANT=<name> plants a bug and ends when it is found: ${plants.map(({ name }) => name).join(', ')}`;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stdout.write('  prove: is ended, and all that it started\n');
    void endRigs().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  });
}
// What goes wrong in the proof itself must not leave an instance behind.
process.once('uncaughtException', (error) => {
  process.stderr.write(`The proof itself failed: ${error.stack}\n`);
  void endRigs().then(() => process.exit(2));
});
process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n${usage}\n`);
    return 2;
  }
  const began = performance.now();
  const tell = (line: string) => void process.stdout.write(`  prove: ${line}\n`);
  tell(`starts an instance of its own${options.plant ? `, in which ${options.plant} is planted` : ''}`);
  const proof = await prove({ ...options, tell });
  const { text, path } = await writeReport(proof, options.to);
  process.stdout.write(`\n${text}\n`);
  tell(`written to ${path}, after ${Math.round((performance.now() - began) / 1_000)} s`);
  return proof.violations.length > 0 ? 1 : 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string', default: '1' },
        to: { type: 'string', default: '.colophon/prove' },
      },
    });
    const seconds = Number(values.seconds ?? Number(values.minutes ?? 1) * 60);
    if (!Number.isFinite(seconds) || seconds < 10) return 'A run takes 10 seconds or more.';
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0) return `--seed must be a whole number, and ${values.seed} is none.`;
    const plant = process.env['PROVE_PLANT'] || undefined;
    if (plant !== undefined && !plants.some(({ name }) => name === plant)) return `PROVE_PLANT=${plant} is no plant.`;
    return { seconds, seed, plant, to: values.to };
  } catch (error) {
    return (error as Error).message;
  }
}
