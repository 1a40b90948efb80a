import { measureHits } from './cache-hit.ts';
import { measureMisses } from './cache-miss.ts';
import { endEverything, endOnSignals } from './cleanup.ts';
import { measureVisibility } from './commit-to-visible.ts';
import { measureEdgeHits, measureEdgeUnderWrites } from './edge-hit.ts';
import { get } from './http.ts';
import { newPlace, startInstance } from './instance.ts';
import { startLimits } from './limits.ts';
import { measureMemory } from './memory.ts';
import { type Options, readOptions, WrongUse } from './options.ts';
import { measurePages } from './page-render.ts';
import { measureReaderPage } from './reader-page.ts';
import { readyResult } from './ready.ts';
import { circumstances, isMissed, type Result, tableOf, writeReport } from './report.ts';
import { samplePosts } from './sample-posts.ts';
import { measureFile } from './static-file.ts';
import { Author, measureWrites } from './write.ts';

/** npm run bench: an instance of its own, measured beside its limits in the same run. Exit code 1 where a target is missed. */
endOnSignals();
try {
  process.exitCode = await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(
    `${error instanceof WrongUse ? error.message : `The bench failed: ${(error as Error).stack}`}\n`,
  );
  process.exitCode = 2;
} finally {
  await endEverything();
}

async function bench(options: Options): Promise<number> {
  const place = await newPlace();
  tell('first start of a new instance');
  const first = await startInstance(place);
  await first.stop();
  tell('second start');
  const instance = await startInstance(place);
  const results = [...readyResult(first.readyMs, instance.readyMs)];
  const posts = await samplePosts(instance.url);
  const [longRead, written] = [posts[0], posts[1]];
  if (!longRead || !written || !first.token) throw new Error('The sample site is not there.');
  const [read, page] = [await get(longRead.api), await get(longRead.page)];
  const limits = await startLimits(instance.described().environment['REDIS_URL'] ?? '', read.body, page.body);
  const author = new Author(instance.url, first.token);

  tell('hits of the gateway’s memory, beside their limits');
  results.push(...(await measureEdgeHits('an API read', longRead.api, limits.constant, options)));
  results.push(...(await measureEdgeHits('a page', longRead.page, limits.page, options)));
  tell('hits of the cache, beside their limits');
  results.push(...(await measureHits(longRead.api, limits, options)));
  tell('pages');
  results.push(...(await measurePages(longRead.page, options)));
  tell('a static file, beside NGINX');
  results.push(...(await measureFile(instance, options)));
  tell('misses');
  results.push(...(await measureMisses(posts, instance.described(), options)));
  tell('writes');
  results.push(...(await measureWrites(author, written, options)));
  tell('hits of the gateway’s memory, with an author at work');
  results.push(...(await measureEdgeUnderWrites(author, longRead, written, options)));
  tell('commit → visible, with readers going');
  results.push(...(await measureVisibility(author, written, options)));
  results.push(...measureMemory(instance.described()));
  tell('a post’s page, in the browser');
  results.push(...(await measureReaderPage(instance.url, first.token)));
  return report(results, options);
}

function report(results: Result[], options: Options): number {
  const text = `${tableOf(results)}\n\n${circumstances(options)}\n`;
  process.stdout.write(`\n${text}`);
  tell(`written to ${writeReport(text)}`);
  return results.some(isMissed) ? 1 : 0;
}

function tell(line: string): void {
  process.stdout.write(`  bench: ${line}\n`);
}
