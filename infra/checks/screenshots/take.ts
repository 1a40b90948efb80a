import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../services/tools.ts';
import { openBrowser } from '../browser.ts';
import { startInstance } from '../instance.ts';

/** npm run screenshots: every kind of page of the sample site, on a phone and on a desk, by day and by night. */
const pages = {
  home: '/',
  projects: '/projects',
  project: '/projects/colophon',
  post: '/projects/colophon/the-flow/application-flow',
  'post-with-code': '/projects/colophon/events/cache-sync',
  posts: '/posts',
  tags: '/tags',
  tag: '/tags/caching',
  about: '/about',
  resume: '/resume',
  contact: '/contact',
  documents: '/documents',
  search: '/search?q=cache',
  freshness: '/colophon/freshness',
  'not-found': '/nothing/here',
};

const { values } = parseArgs({
  options: { to: { type: 'string', default: join(root, 'screenshots') }, url: { type: 'string' } },
});
await mkdir(values.to, { recursive: true });
const instance = values.url === undefined ? await startInstance({ FRESHNESS_CHECKER: 'on' }) : undefined;
const url = values.url ?? instance?.url ?? '';
const browser = await openBrowser();
try {
  for (const width of [390, 1440]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(url + path, { waitUntil: 'networkidle' });
        await page.screenshot({ path: join(values.to, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await context.close();
    }
  }
  process.stdout.write(`${Object.keys(pages).length * 4} pictures in ${values.to}\n`);
} finally {
  await browser.close();
  await instance?.stop();
}
