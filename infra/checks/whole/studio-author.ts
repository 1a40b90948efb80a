import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { openBrowser } from '../browser.ts';
import { startInstance, type StartedInstance } from '../instance.ts';

export const email = 'author@studio.example';
export const password = 'seven quiet moths at the lamp';

/** A click is a request, and tests click faster than people do. */
const rates = { RATE_LIMIT_READS: '9000/min', RATE_LIMIT_WRITES: '9000/min', RATE_LIMIT_LOGIN: '900/min' };

export type Options = Parameters<Browser['newContext']>[0];

export interface StudioUnderTest {
  instance: StartedInstance;
  browser: Browser;
  studio: StudioAuthor;
}

/** An instance with a browser before it, for all tests of a file; its author is set up unless the file is about that. */
export function studioUnderTest(settings: Record<string, string> = {}, { isSetUp = true } = {}): StudioUnderTest {
  const under = {} as StudioUnderTest;
  // A browser, an instance and others of them share the machine.
  vi.setConfig({ testTimeout: 90_000 });
  beforeAll(async () => {
    [under.instance, under.browser] = await Promise.all([startInstance({ ...rates, ...settings }), openBrowser()]);
    under.studio = new StudioAuthor(under.browser, under.instance.url);
    if (isSetUp) await under.studio.setUp(linkIn(under.instance.output()));
  }, 240_000);
  // Pages that stay open go on to take a share of the machine.
  afterEach(() => Promise.all(under.browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await under.browser.close();
    await under.instance.stop();
  });
  return under;
}

/** The one-time link that an instance, or the command line, has printed. */
export const linkIn = (output: string) => /^(?:setup|recovery) (\S+)/m.exec(output)?.[1] ?? '';

/** The author at the studio's pages, in a browser. */
export class StudioAuthor {
  readonly #browser: Browser;
  readonly #url: string;

  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  async visit(path: string, options: Options = {}): Promise<Page> {
    return this.#open(await this.#browser.newContext(options), path);
  }

  /** What the set-up page would do, without its page. */
  async setUp(link: string): Promise<void> {
    const token = new URL(link).searchParams.get('token');
    await this.#session('/setup', { token, name: 'The Author', email, password });
  }

  /** In a session of its own. Signing in by the form is another test's matter, and the slowest of all that a test would do. */
  async signedIn(path: string, options: Options = {}): Promise<Page> {
    const cookie = await this.#session('', { email, password });
    const context = await this.#browser.newContext(options);
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: this.#url, httpOnly: true, sameSite: 'Lax' }]);
    return this.#open(context, path);
  }

  /** A new post as its author makes it. @returns its page in the studio */
  async write(page: Page, what: { title: string; body: string }): Promise<string> {
    await page.goto(`${this.#url}/studio/posts/new`);
    await title(page).fill(what.title);
    await text(page).fill(what.body);
    await press(page, 'Save draft');
    await page.waitForURL(/\/studio\/posts\/[0-9a-f-]{36}/);
    return new URL(page.url()).pathname;
  }

  async #open(context: BrowserContext, path: string): Promise<Page> {
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    await page.goto(path.startsWith('http') ? path : `${this.#url}${path}`);
    return page;
  }

  /** @returns the session's cookie */
  async #session(way: string, body: object): Promise<string> {
    const answer = await fetch(`${this.#url}/api/v1/session${way}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.#url },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`No session: ${answer.status} ${await answer.text()}`);
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }
}

export async function signIn(page: Page, secret = password): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page
    .getByRole('button', { name: /^Sign in/ })
    .first()
    .click();
}

export const endSession = (context: BrowserContext) => context.clearCookies({ name: 'colophon_session' });
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
export const title = (page: Page) => page.locator('[name=title]');
export const text = (page: Page) => page.locator('[name=bodyMarkdown]');
export const isSaved = (page: Page) => page.getByText('Saved.', { exact: true }).waitFor();
