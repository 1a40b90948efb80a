import { once } from 'node:events';
import lighthouse from 'lighthouse';
import type { Browser, CDPSession } from 'playwright-core';
import { openBrowser } from '../checks/browser.ts';
import { freePort } from '../services/ports.ts';
import { beforeEnd } from './cleanup.ts';
import { get, send } from './http.ts';
import type { Result } from './report.ts';

const kilobyte = 1024;
const most = { document: 30, script: 25, font: 130 };
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

interface Transferred {
  kind: keyof typeof most | 'image' | 'other';
  url: string;
  bytes: number;
}

/** What a reader's browser fetches to show a post of 1,500 words with two images, code and something stressed, and what Lighthouse says of it as on a phone. */
export async function measureReaderPage(origin: string, token: string): Promise<Result[]> {
  const page = await publishPost(origin, token);
  const port = await freePort();
  const browser = await openBrowser({ args: [`--remote-debugging-port=${port}`] });
  beforeEnd(() => browser.close());
  // The second reader: what is compressed ahead is there by then.
  for (let count = 0; count < 3; count++) await get(page, { accept: 'text/html', 'accept-encoding': 'br' });
  const { fetched, shift } = await visit(browser, page);
  const scores = await scoresOf(page, port);
  await browser.close();
  const of = (kind: Transferred['kind']) =>
    fetched.filter((one) => one.kind === kind).reduce((sum, { bytes }) => sum + bytes, 0) / kilobyte;
  const foreign = fetched.filter(({ url }) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'));
  const within = (what: string, kind: keyof typeof most): Result => ({
    what: `post page: ${what}, as transferred`,
    value: `${of(kind).toFixed(1)} KB`,
    target: `≤ ${most[kind]} KB`,
    reached: of(kind) <= most[kind],
  });
  return [
    within('HTML and CSS', 'document'),
    within('JavaScript', 'script'),
    within('fonts', 'font'),
    {
      what: 'post page: layout shift (CLS)',
      value: shift.toFixed(4),
      target: '0',
      reached: shift === 0,
    },
    {
      what: 'post page: requests to other hosts',
      value: String(foreign.length),
      target: '0',
      reached: foreign.length === 0,
    },
    ...categories.map((category, index) => ({
      what: `post page: Lighthouse, ${category}, as on a phone`,
      value: String(Math.round((scores[index] ?? 0) * 100)),
      target: '100',
      reached: scores[index] === 1,
    })),
  ];
}

async function visit(browser: Browser, url: string): Promise<{ fetched: Transferred[]; shift: number }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const fetched = await listen(session);
  await page.addInitScript(`
    window.shifts = 0;
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifts += value; })
      .observe({ type: 'layout-shift', buffered: true });
  `);
  await page.goto(url, { waitUntil: 'networkidle' });
  // To its end, past every image that is fetched on the way.
  for (let screen = 0; screen < 40; screen++) {
    await page.mouse.wheel(0, 600);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  }
  await page.waitForLoadState('networkidle');
  const shift = await page.evaluate('window.shifts');
  await context.close();
  return { fetched: [...fetched.values()], shift: Number(shift) };
}

async function listen(session: CDPSession): Promise<Map<string, Transferred>> {
  const fetched = new Map<string, Transferred>();
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    fetched.set(requestId, { kind: kindOf(type), url: request.url, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = fetched.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  await session.send('Network.enable');
  return fetched;
}

function kindOf(type: string | undefined): Transferred['kind'] {
  if (type === 'Document' || type === 'Stylesheet') return 'document';
  if (type === 'Script') return 'script';
  if (type === 'Font') return 'font';
  return type === 'Image' ? 'image' : 'other';
}

async function scoresOf(url: string, port: number): Promise<(number | null | undefined)[]> {
  const result = await lighthouse(url, { port, output: 'json', logLevel: 'error', onlyCategories: [...categories] });
  if (!result) throw new Error(`Lighthouse said nothing of ${url}.`);
  return categories.map((category) => result.lhr.categories[category]?.score);
}

async function publishPost(origin: string, token: string): Promise<string> {
  const api = `${origin}/api/v1`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = async (method: string, path: string, body: object) => {
    const answer = await send(method, `${api}${path}`, headers, JSON.stringify(body));
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body || '{}') as { id: string; path: string };
  };
  const { id: project } = JSON.parse((await get(`${api}/projects/colophon`)).body) as { id: string };
  const { items } = JSON.parse((await get(`${api}/documents`)).body) as { items: { preview: { path: string } }[] };
  const post = await asked('POST', `/projects/${project}/posts`, {
    title: 'A post as the budget has it',
    slug: 'a-post-as-the-budget-has-it',
    summary: 'Fifteen hundred words, two images and code.',
    bodyMarkdown: textOf(items.map(({ preview }) => preview.path)),
    tags: ['caching'],
  });
  await asked('POST', `/posts/${post.id}/publish`, {});
  const page = `${origin}/projects/colophon/${post.path}`;
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await send('GET', page, { accept: 'text/html' })).status === 200) return page;
    await once(AbortSignal.timeout(50), 'abort');
  }
  throw new Error(`${page} did not appear.`);
}

const sentence = 'What a reader has asked for is *kept whole*, until the day on which a line of it is no longer true. ';
const code =
  '```ts\nexport const answer = await ask("cache-read-get-post", { path });\nif (answer.isStale) await drop(answer.key);\n```';

/** 1,500 words: 75 sentences of 20. */
function textOf([first = '', second = first]: string[]): string {
  const paragraphs = Array.from({ length: 15 }, () => sentence.repeat(5));
  paragraphs.splice(3, 0, '## Where it is kept', code);
  paragraphs.splice(7, 0, `![The first page of a document](${first})`);
  paragraphs.splice(10, 0, '## When it goes', `![The first page of another one](${second})`);
  return paragraphs.join('\n\n');
}
