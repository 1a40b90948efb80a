import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import robotsParser from 'robots-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateBigSite } from '../../bench/big-site.ts';
import { faultsOfJsonFeed } from '../feeds/json-feed.ts';
import {
  faultsOfResume,
  structuredDataOf,
  validAtom,
  validRss,
  validSitemap,
  validSitemapIndex,
} from '../feeds/validators.ts';
import { startInstance, type StartedInstance } from '../instance.ts';
import { Author } from './author.ts';

/** Its types call it a default of what it is itself. */
const parseRobots = robotsParser as unknown as typeof robotsParser.default;

let instance: StartedInstance;
let author: Author;

beforeAll(async () => {
  instance = await startInstance();
  author = new Author(instance.url, instance.token);
  // The first feed has the renderer loaded, which takes its time on a busy machine.
  await text('/feed.xml');
}, 180_000);
afterAll(() => instance.stop());

/** As a feed reader or a crawler asks: for what it takes, and no page. */
async function got(path: string, accept = 'application/xml'): Promise<Response> {
  const answer = await fetch(`${instance.url}${path}`, { headers: { accept }, redirect: 'manual' });
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
const text = async (path: string, accept?: string) => (await got(path, accept)).text();

/** What may stand in a title, as far as the gates let it through, and what would break out of each form. */
const hostile = `</title></script><script>alert(1)</script> ]]> & <b> "quoted" 'once' -->  😀 שלום \u202eevil`;
const address = (path: string) => path.replace('/api/v1', '').replace('/posts/', '/');

async function publish(title: string): Promise<{ id: string; page: string }> {
  const bodyMarkdown = `A [link](../other) and ![a picture](/files/none.png).\n\n\`]]>\` & </content>\n`;
  const { id, path } = await author.publish('colophon', { title, bodyMarkdown });
  await author.change(id, { tags: ['machines'], summary: `About ${title}`.slice(0, 900) });
  return { id, page: address(path) };
}

/** Polls within the bound that a page keeps. */
const soon = { timeout: 1_000, interval: 20 };

test('every feed is valid, holds posts whole, and its addresses are', { timeout: 60_000 }, async () => {
  const { id, page } = await publish(hostile);
  await expect.poll(() => text(page, 'text/html').catch(String), soon).toContain('content="machines"');
  for (const below of ['', '/projects/colophon', '/tags/machines']) {
    const atomText = await text(`${below}/feed.xml`);
    validAtom(atomText);
    const entry = parseAtomFeed(atomText).entries?.find((each) => each.id === `urn:uuid:${id}`);
    expect(entry?.title?.value).toBe(hostile);
    expect(entry?.content?.value).toContain(`href="${new URL('../other', `${instance.url}${page}`).href}"`);
    expect(entry?.content?.value).toContain(`src="${instance.url}/files/none.png"`);
    expect(entry?.links?.[0]?.href).toBe(`${instance.url}${page}`);

    const rssText = await text(`${below}/rss.xml`);
    validRss(rssText);
    const item = parseRssFeed(rssText).items?.find(({ guid }) => guid?.value === `urn:uuid:${id}`);
    expect(item).toMatchObject({ title: hostile, link: `${instance.url}${page}` });
    expect(item?.content?.encoded).toBe(entry?.content?.value);

    const jsonText = await text(`${below}/feed.json`);
    expect(faultsOfJsonFeed(JSON.parse(jsonText))).toEqual([]);
    const json = parseJsonFeed(jsonText);
    const told = json.items?.find((each) => each.id === `urn:uuid:${id}`);
    expect(told).toMatchObject({ title: hostile, url: `${instance.url}${page}`, tags: ['machines'] });
    expect(told?.content_html).toBe(entry?.content?.value);
    expect(json.feed_url).toBe(`${instance.url}${below}/feed.json`);
  }
  await author.remove(id);
});

test(
  'a text in a feed needs no style or script of ours, and its addresses are whole',
  { timeout: 60_000 },
  async () => {
    const preview = async () =>
      (await author.get<{ items: { preview?: { path: string } }[] }>('/documents')).items[0]?.preview?.path;
    await expect.poll(preview, { timeout: 30_000 }).toBeDefined();
    const bodyMarkdown = `A note[^1] and $x^2$.\n\n\`\`\`ts title="f.ts"\nlet a;\n\`\`\`\n\n![A page](${await preview()})\n\n[^1]: Here.\n`;
    const { id } = await author.publish('colophon', { title: 'Set in full', bodyMarkdown });
    const entry = async () =>
      parseAtomFeed(await text('/feed.xml')).entries?.find((each) => each.id === `urn:uuid:${id}`);
    await expect.poll(entry, { timeout: 20_000 }).toBeDefined();
    const html = (await entry())!.content!.value!;
    expect(html).toContain('<figure><figcaption>f.ts</figcaption><pre><code class="language-ts">let a;');
    expect(html).not.toMatch(/<button|tabindex|<span|<math|<iframe|class="(anchor|marginal|code)"/);
    expect(html, 'it says the size of its pictures').toMatch(/<img [^>]*alt="A page" width="\d+" height="\d+"/);
    for (const [, address] of html.matchAll(/(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^http:\/\/localhost:/);
    await author.remove(id);
  },
);

test('a feed tells of its project or tag alone', async () => {
  const projects = parseAtomFeed(await text('/projects/colophon/feed.xml')).entries ?? [];
  for (const { links } of projects) expect(links?.[0]?.href).toContain('/projects/colophon/');
  const nothing = await fetch(`${instance.url}/tags/no-such-tag/feed.xml`);
  expect(nothing.status).toBe(404);
  expect((await fetch(`${instance.url}/projects/no-such-project/rss.xml`)).status).toBe(404);
});

test(
  'the sitemap is valid, robots.txt names it, and each of its addresses is a page',
  { timeout: 90_000 },
  async () => {
    const robots = parseRobots(`${instance.url}/robots.txt`, await text('/robots.txt', 'text/plain'));
    expect(robots.getSitemaps()).toEqual([`${instance.url}/sitemap.xml`]);
    expect(robots.isAllowed(`${instance.url}/projects`)).toBe(true);
    expect(robots.isAllowed(`${instance.url}/studio/posts`)).toBe(false);
    const xml = await text('/sitemap.xml');
    validSitemap(xml);
    validSitemap(await text('/sitemap-pages.xml'));
    validSitemap(await text('/projects/colophon/sitemap.xml'));
    const places = [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place!);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBeGreaterThan(12);
    for (const place of places) {
      const html = await (await fetch(place, { redirect: 'error' })).text();
      expect(html, place).toContain(`<link rel="canonical" href="${place}"`);
    }
  },
);

test('a post is there as Markdown, and says where its page is', async () => {
  const { id, page } = await publish(`Quotes " and 'these': # no comment`);
  const answer = await got(`${page}.md`, 'text/markdown');
  expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(answer.headers.get('link')).toBe(`<${instance.url}${page}>; rel="canonical"`);
  const markdown = await answer.text();
  expect(markdown).toMatch(/^---\ntitle: "Quotes \\" and 'these': # no comment"\n/);
  expect(markdown).toContain(`\n---\n\nA [link](../other)`);
  expect(await text('/llms.txt', 'text/plain')).toContain(`(${instance.url}${page}.md)`);
  await author.remove(id);
});

test('the résumé is one as JSON Resume has it', async () => {
  const resume = JSON.parse(await text('/resume.json', 'application/json')) as { work: unknown[]; skills: unknown[] };
  expect(faultsOfResume(resume)).toEqual([]);
  expect(resume.work.length).toBeGreaterThan(0);
  expect(resume.skills.length).toBeGreaterThan(0);
});

test('security.txt names who to turn to, and nobody keeps it until it has ended', async () => {
  const answer = await got('/.well-known/security.txt', 'text/plain');
  const [, expires] = /^Expires: (\S+)$/m.exec(await answer.text()) ?? [];
  expect(new Date(expires!).getTime() - Date.now()).toBeGreaterThan(100 * 86_400_000);
  expect(answer.headers.get('cache-status')).not.toContain('hit');
});

test('pages tell programs what they are, and no title breaks out of it', { timeout: 30_000 }, async () => {
  const { id, page } = await publish(hostile);
  const { things, faults } = await structuredDataOf(await text(page, 'text/html'));
  expect(faults).toEqual([]);
  expect(things.map((thing) => thing['@type']).sort()).toEqual(['BlogPosting', 'BreadcrumbList']);
  const posting = things.find((thing) => thing['@type'] === 'BlogPosting')!;
  expect(posting).toMatchObject({ headline: hostile, url: `${instance.url}${page}`, author: { '@type': 'Person' } });
  const home = await structuredDataOf(await text('/', 'text/html'));
  expect(home.faults).toEqual([]);
  expect(home.things.map((thing) => thing['@type']).sort()).toEqual(['Person', 'WebSite']);
  const resume = await structuredDataOf(await text('/resume', 'text/html'));
  expect(resume.faults).toEqual([]);
  expect(resume.things).toMatchObject([
    {
      '@type': 'Person',
      jobTitle: expect.arrayContaining([expect.any(String)]) as string[],
      worksFor: expect.arrayContaining([{ '@type': 'Organization', name: expect.any(String) as string }]) as object[],
      knowsLanguage: expect.arrayContaining(['English']) as string[],
    },
  ]);
  await author.remove(id);
});

/** Each place is asked once: what the page was dropped for, by one event, they were. */
test(
  'a change is in every feed, the sitemap and the Markdown as soon as it is on the page',
  { timeout: 60_000 },
  async () => {
    const { id, page } = await publish('First words');
    const lists = ['/feed.xml', '/rss.xml', '/feed.json', '/projects/colophon/feed.xml', '/tags/machines/feed.json'];
    const places = [...lists, `${page}.md`, '/llms.txt'];
    const onThePage = () => text(page, 'text/html').catch(String);
    await expect.poll(onThePage, soon).toContain('content="machines"');
    for (const place of places) expect(await text(place), place).toContain('First words');
    const lastModified = async () => new RegExp(`${page}</loc><lastmod>([^<]+)`).exec(await text('/sitemap.xml'))?.[1];
    const before = await lastModified();
    expect(before).toBeDefined();
    // From memory, so that what is shown below was dropped and not merely never kept.
    for (const place of [...places, '/sitemap.xml'])
      expect((await got(place)).headers.get('cache-status'), place).toBe('colophon-edge; hit');

    await author.change(id, { title: 'Second thoughts' });
    await expect.poll(onThePage, soon).toContain('Second thoughts');
    for (const place of places) expect(await text(place), place).toContain('Second thoughts');
    expect(await lastModified()).not.toBe(before);

    await author.remove(id);
    await expect.poll(() => fetch(`${instance.url}${page}`).then(({ status }) => status), soon).toBe(404);
    for (const place of ['/feed.xml', '/sitemap.xml', '/llms.txt'])
      expect(await text(place), place).not.toContain(page);
  },
);

/** The last, since it leaves a large site behind. */
test(
  'a site of more than 5,000 posts has a sitemap for each project, and each post is in one of them',
  { timeout: 120_000 },
  async () => {
    const isOfPost = (place: string) => /\/projects\/[^/]+\/./.test(place);
    const placesIn = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, place]) => place!);
    const before = placesIn(await text('/sitemap.xml')).filter(isOfPost);
    await generateBigSite(instance.described().environment['DATABASE_URL']!, { projects: 6, posts: 5_400 });
    await expect.poll(() => text('/sitemap.xml'), { timeout: 10_000 }).toContain('<sitemapindex');
    const index = await text('/sitemap.xml');
    validSitemapIndex(index);
    const places: string[] = [];
    for (const sitemap of placesIn(index)) {
      const xml = await text(sitemap.slice(instance.url.length));
      validSitemap(xml);
      places.push(...placesIn(xml));
    }
    expect(new Set(places).size).toBe(places.length);
    // One in fifty of those that were added is a draft.
    expect(places.filter(isOfPost)).toHaveLength(before.length + (5_400 * 49) / 50);
    expect(places).toEqual(expect.arrayContaining(before));
  },
);
