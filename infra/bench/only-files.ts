import { endEverything, endOnSignals } from './cleanup.ts';
import { newPlace, startInstance } from './instance.ts';
import { readOptions } from './options.ts';
import { circumstances, isMissed, tableOf } from './report.ts';
import { measureFile } from './static-file.ts';

/** npm run bench:files: of all measurements the one of static files, on an instance of its own. Exit code 1 where it misses its target. */
endOnSignals();
try {
  const options = readOptions(process.argv.slice(2));
  const results = await measureFile(await startInstance(await newPlace()), options);
  process.stdout.write(`${tableOf(results)}\n\n${circumstances(options, 'read-bytes.ts')}\n`);
  process.exitCode = results.some(isMissed) ? 1 : 0;
} finally {
  await endEverything();
}
