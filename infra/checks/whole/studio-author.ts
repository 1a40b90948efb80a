import type { Browser, BrowserContext, Page } from 'playwright-core';

export const email = 'author@studio.example';
export const password = 'seven quiet moths at the lamp';

/** A click is a request, and tests click faster than people do. */
export const rates = { RATE_LIMIT_READS: '9000/min', RATE_LIMIT_WRITES: '9000/min', RATE_LIMIT_LOGIN: '900/min' };

export type Options = Parameters<Browser['newContext']>[0];

/** The author at the studio's pages, in a browser. */
export class StudioAuthor {
  readonly #browser: Browser;
  readonly #url: string;

  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  async visit(path: string, options: Options = {}): Promise<Page> {
    const context = await this.#browser.newContext(options);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    await page.goto(path.startsWith('http') ? path : `${this.#url}${path}`);
    return page;
  }

  /** @param output what the instance said when it started */
  async setUp(output: string): Promise<void> {
    const [, link = ''] = /^setup (\S+)/m.exec(output) ?? [];
    const page = await this.visit(link, { javaScriptEnabled: false });
    await page.getByLabel('Name').fill('The Author');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await press(page, 'Make the account');
    await page.waitForURL(`${this.#url}/studio`);
  }

  async signedIn(path: string, options: Options = {}): Promise<Page> {
    const page = await this.visit(path, options);
    await signIn(page);
    await page.waitForURL(`${this.#url}${path}`);
    return page;
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
