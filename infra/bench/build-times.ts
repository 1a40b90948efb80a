import { everyBuild } from '../checks/every-builder.ts';
import { roleUrls } from '../launcher/environment.ts';
import { percentile } from './statistics.ts';

// npm run bench:builders -- <owner's address of a database>: how long each object takes to be built, without any cache.
const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Use: npm run bench:builders -- <address of a database, as its owner>');
Object.assign(process.env, roleUrls(url));
for (const { name, ask } of await everyBuild(url)) {
  const took: number[] = [];
  for (let run = 0; run < 40; run++) {
    const begun = performance.now();
    await ask();
    // The first runs are planned and find nothing in memory.
    if (run >= 8) took.push(performance.now() - begun);
  }
  const [p50, p99] = [0.5, 0.99].map((part) => percentile(took, part).toFixed(1).padStart(8));
  process.stdout.write(`${p50} ms ${p99} ms  ${name}\n`);
}
