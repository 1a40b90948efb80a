import { endEverything, endOnSignals } from './cleanup.ts';
import { measureEdgeHits, measureEdgeUnderWrites } from './edge-hit.ts';
import { get } from './http.ts';
import { newPlace, startInstance } from './instance.ts';
import { startLimits } from './limits.ts';
import { samplePosts } from './sample-posts.ts';
import { Author } from './write.ts';
endOnSignals();
try {
  const place = await newPlace();
  const instance = await startInstance(place);
  const posts = await samplePosts(instance.url);
  const [longRead, written] = [posts[0]!, posts[1]!];
  const [read, page] = [await get(longRead.api), await get(longRead.page)];
  console.log('bytes', read.body.length, page.body.length, JSON.stringify(read.headers));
  const limits = await startLimits(instance.described().environment['REDIS_URL'] ?? '', read.body, page.body);
  const author = new Author(instance.url, instance.token!);
  const options = { seconds: Number(process.env['S'] ?? 2), rounds: Number(process.env['R'] ?? 5), writes: 60 };
  const what = process.env['WHAT'] ?? 'api,writes';
  if (what.includes('api')) console.log(await measureEdgeHits('an API read', longRead.api, limits.constant, options));
  if (what.includes('page')) console.log(await measureEdgeHits('a page', longRead.page, limits.page, options));
  if (what.includes('writes')) console.log(await measureEdgeUnderWrites(author, longRead, written, options));
  if (what.includes('wait')) { console.log(JSON.stringify(instance.described().processes), longRead.api, limits.constant); await new Promise((r) => setTimeout(r, 600_000)); }
} finally { await endEverything(); }
