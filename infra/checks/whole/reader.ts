import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page, Response } from 'playwright-core';
import { expect } from 'vitest';

type Options = Parameters<Browser['newContext']>[0];

/** A reader at a page, and what no page may do to them: break its own policy, fail, or ask anybody else. */
export interface Reader {
  page: Page;
  answer: Response;
  faults: string[];
}

export async function readAt(browser: Browser, address: string, options: Options = {}): Promise<Reader> {
  const page = await (await browser.newContext(options)).newPage();
  const faults: string[] = [];
  const { origin } = new URL(address);
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => new URL(request.url()).origin !== origin && faults.push(request.url()));
  const answer = await page.goto(address);
  return { page, answer: answer!, faults };
}

export async function expectAccessible(page: Page, within?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
}

export const widthsAndSchemes = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const;

/** Of a Server-Timing header: what each of its metrics says. */
export function timingOf(header = ''): Record<string, { desc?: string; dur?: string }> {
  return Object.fromEntries(
    header.split(/,\s*/).map((metric) => {
      const [name = '', ...parameters] = metric.split(';');
      return [name, Object.fromEntries(parameters.map((each) => each.replaceAll('"', '').split('=')))];
    }),
  );
}
