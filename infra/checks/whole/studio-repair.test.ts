import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { pauseFamily } from '../paused.ts';
import { Author } from './author.ts';
import { press, studioUnderTest } from './studio-author.ts';
import { expectSound } from './studio-sound.ts';

const under = studioUnderTest();
/** Five receives with the waits between them, on a machine on which others run. */
vi.setConfig({ testTimeout: 300_000 });
const fiveReceivesMs = 60_000;

let sqs: SQSClient;
let author: Author;
let goOn: () => void = () => undefined;

const setting = (name: string) => under.instance.described().environment[name]!;
/** One that was sent again so often that it waits for the author, though nobody knows why it failed. */
async function rest(body: string | object): Promise<string> {
  const command = new SendMessageCommand({
    QueueUrl: setting('CACHE_INVALIDATION_DEAD_LETTERS_URL'),
    MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
    MessageAttributes: { redriven: { DataType: 'Number', StringValue: '5' } },
  });
  return (await sqs.send(command)).MessageId!;
}
const resting = async () =>
  (await author.get<{ invalidation: { deadLetters: number } }>('/ops/queue')).invalidation.deadLetters;
const nobodyRests = () => expect.poll(resting, { timeout: fiveReceivesMs, interval: 250 }).toBe(0);
const somebodyRests = () => expect.poll(resting, { timeout: fiveReceivesMs, interval: 250 }).toBe(1);
const repair = (options = {}) => under.studio.signedIn('/studio/repair', { javaScriptEnabled: false, ...options });
const letters = (page: Page) =>
  page.locator('main li').filter({ has: page.getByRole('button', { name: 'Try again' }) });
const event = (...tags: string[]) => ({
  ...{ tags, xid: '700', generation: 'another', occurredAt: '2026-03-01T14:02:00.000Z' },
});

beforeAll(() => {
  sqs = new SQSClient({
    endpoint: setting('SQS_ENDPOINT'),
    region: 'us-east-1',
    credentials: { accessKeyId: setting('AWS_ACCESS_KEY_ID'), secretAccessKey: setting('AWS_SECRET_ACCESS_KEY') },
  });
  author = new Author(under.instance.url, under.instance.token);
});
afterEach(async () => {
  goOn();
  // What one test left does not rest before the next.
  await sqs.send(new PurgeQueueCommand({ QueueUrl: setting('CACHE_INVALIDATION_DEAD_LETTERS_URL') }));
});

function pause(part: string): void {
  const resume = pauseFamily(under.instance.described().processes[part]!);
  goOn = () => {
    try {
      resume();
    } catch (error) {
      // It was replaced meanwhile: what answers nothing for long is.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
}

test('where nothing has failed the page says so, and the navigation has no mark', async () => {
  const page = await repair();
  await page.getByText('All is well: nothing has failed for good.').waitFor();
  expect(await page.getByRole('button', { name: /Try/ }).count()).toBe(0);
  expect(await page.getByRole('navigation').getByRole('link', { name: 'Repair', exact: true }).count()).toBe(1);
  expect(await page.getByRole('row', { name: /Changes, to the caches/ }).count()).toBe(1);
});

test('what nobody can read is told in plain words, tried again by a press, comes back with its history, and is thrown away', async () => {
  const MessageBody = 'this is not an event';
  await sqs.send(new SendMessageCommand({ QueueUrl: setting('CACHE_INVALIDATION_QUEUE_URL'), MessageBody }));
  await somebodyRests();
  const page = await repair();
  await page
    .getByText(/^A message that nobody can read has been among those for the caches since .* \(5 tries, last/)
    .waitFor();
  await page.getByText('Details').click();
  await page.getByText('The message is no CacheInvalidationEvent').first().waitFor();
  expect(await page.locator('dd li').count()).toBe(5);
  expect(await page.locator('dd li code').first().textContent()).toMatch(/^[\w-]{8,}$/);
  expect(await metric('colophon_dead_letters{queue="invalidation"}')).toBe('1');
  expect(await metric('colophon_dead_letters{queue="media"}')).toBe('0');
  expect(await metric('colophon_outbox_oldest_seconds')).toBe('0');
  await soundWithScripts('/studio/repair', 'a letter with its details');

  await press(page, 'Try again');
  await page.getByText('Sent again, and being tried.').waitFor();
  await somebodyRests();
  await page.goto(`${under.instance.url}/studio/repair`);
  await page.getByText(/It was sent again once before\.$/).waitFor();
  await page.getByText('Details').click();
  expect(await page.locator('dd li').count()).toBe(10);
  expect(await page.getByText('(before it was sent again)').count()).toBe(5);

  const other = await repair();
  await page.getByRole('link', { name: 'Discard …' }).click();
  await page.getByRole('heading', { name: 'Discard this message?' }).waitFor();
  await soundWithScripts(new URL(page.url()).pathname, 'the question');
  await press(page, 'Discard it');
  await page.getByText('Thrown away.').waitFor();
  await page.getByText('All is well').waitFor();
  expect(await resting()).toBe(0);

  // The other window still shows it.
  await press(other, 'Try again');
  await other.getByText('It does not rest here any more').waitFor();
});

test('a form of a letter that is gone is answered kindly, and so is its question', async () => {
  await rest('gone soon');
  const [page, other] = [await repair(), await repair()];
  await page.getByRole('link', { name: 'Discard …' }).click();
  await other.getByRole('link', { name: 'Discard …' }).click();
  const question = other.url();
  await press(page, 'Discard it');
  await page.getByText('Thrown away.').waitFor();
  await press(other, 'Discard it');
  await other.getByText('It does not rest here any more').waitFor();
  await other.goto(question);
  await other.getByText('It does not rest here any more').waitFor();
});

test('all are tried again at once; what a page waits for cannot be thrown away; each page of the studio has the mark', async () => {
  const id = await rest(event('about'));
  await rest(event('contact', 'site'));
  const page = await repair();
  await page.getByText(/^The page “About” may be stale since 1 March 2026, 14:02 UTC\./).waitFor();
  await page.getByText(/^What each page shows of the site and the page “Contact” may be stale/).waitFor();
  expect(await page.getByRole('link', { name: 'About', exact: true }).getAttribute('href')).toBe('/about');
  expect(await page.getByRole('link', { name: 'Discard …' }).count()).toBe(0);
  await expect(author.send('DELETE', `/ops/queue/dead-letters/${id}`)).rejects.toThrow('answered 409');
  await page.goto(`${under.instance.url}/studio/repair/${id}/discard`);
  await page.getByText('Something waits for this one').waitFor();
  await page.goto(`${under.instance.url}/studio/account`);
  await page.getByRole('link', { name: /^Repair\s+2\s+to look at$/ }).click();
  await press(page, 'Try all again');
  await page.getByText('Sent again, and done: nothing is on the way any more.').waitFor();
  await page.getByText('All is well').waitFor();
  expect(await page.getByRole('link', { name: 'Repair', exact: true }).count()).toBe(1);
});

test('one of several is tried again alone', async () => {
  await rest(event('about'));
  await rest(event('contact'));
  const page = await repair();
  await letters(page).filter({ hasText: 'Contact' }).getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Sent again, and done').waitFor();
  expect(await letters(page).count()).toBe(1);
  await page.getByText(/^The page “About” may be stale/).waitFor();
  await press(page, 'Try again');
  await page.getByText('All is well').waitFor();
});

test('the command line says the same words, sends one again, and throws one away', async () => {
  const [unreadable, change] = [await rest('nonsense'), await rest(event('about'))];
  const listed = await under.instance.npm('colophon', '--', 'dead-letters');
  expect(listed.output).toContain('  The page “About” may be stale since 1 March 2026, 14:02 UTC.');
  expect(listed.output).toContain(`nothing waits for it: npm run colophon -- discard ${unreadable}`);
  const kept = await under.instance.npm('colophon', '--', 'discard', change);
  expect([kept.code, kept.output]).toEqual([1, expect.stringContaining(`${change} stays: Something waits`)]);
  const sent = await under.instance.npm('colophon', '--', 'redrive', change, 'nobody');
  expect([sent.code, sent.output]).toEqual([1, expect.stringContaining('1 moved back to the queue.')]);
  expect(sent.output).toContain('nobody does not rest among the dead letters.');
  const gone = await under.instance.npm('colophon', '--', 'discard', unreadable);
  expect([gone.code, gone.output.trim()]).toEqual([0, `${unreadable} is thrown away.`]);
  await nobodyRests();
});

test('while the cache is away a change rests here by its name, and when it answers the page is fresh by itself', async () => {
  const { id, path } = await author.publish('colophon', { title: 'Before the fault', bodyMarkdown: 'One.' });
  const titleNow = async () =>
    ((await (await fetch(`${under.instance.url}${path}`)).json()) as { title: string }).title;
  expect(await titleNow()).toBe('Before the fault');
  pause('redis');
  await author.change(id, { title: 'Written meanwhile' });
  await expect.poll(resting, { timeout: fiveReceivesMs, interval: 250 }).toBeGreaterThan(0);
  const page = await repair();
  await page
    .getByText(
      /^The page “Written meanwhile”, and what else shows it, may be stale since \d\d:\d\d UTC, because the cache did not answer/,
    )
    .first()
    .waitFor();
  goOn();
  await nobodyRests();
  await expect.poll(titleNow, { timeout: 20_000 }).toBe('Written meanwhile');
  await page.goto(`${under.instance.url}/studio/repair`);
  await page.getByText('All is well').waitFor();
});

test('while the queue is away the page says that, and what it means', async () => {
  const page = await under.studio.signedIn('/studio/account');
  pause('queue');
  await page.goto(`${under.instance.url}/studio/repair`);
  await page.getByText('The queue is not answering. What you save meanwhile is not lost').waitFor();
  goOn();
  await expect.poll(() => page.reload().then(() => page.getByText('All is well').count()), { timeout: 60_000 }).toBe(1);
});

/** Axe needs them; the page does not. */
async function soundWithScripts(path: string, where: string): Promise<void> {
  const page = await under.studio.signedIn(path);
  for (const summary of await page.locator('summary').all()) await summary.click();
  await expectSound(page, where);
  await page.close();
}

async function metric(name: string): Promise<string | undefined> {
  const text = await (await fetch(setting('METRICS_URL'))).text();
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);
}
