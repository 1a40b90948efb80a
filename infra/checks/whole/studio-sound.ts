import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const everything = undefined;
/** What depends on the colours. All else is the same in both lights. */
const colours = ['color-contrast', 'link-in-text-block'];

const looks = [
  { width: 320, colorScheme: 'light', rules: everything },
  { width: 320, colorScheme: 'dark', rules: colours },
  { width: 1440, colorScheme: 'light', rules: colours },
  { width: 1440, colorScheme: 'dark', rules: everything },
] as const;

/** At each size and in each light: nothing that axe objects to, and nothing wider than the screen. */
export async function expectSound(page: Page, where: string): Promise<void> {
  for (const { width, colorScheme, rules } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    // The pages hold no frames, whose results would have to be put together in a page of their own.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations, passes } = await (rules ? axe.withRules([...rules]) : axe).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect({ found, overflow }, `${where} at ${width} in ${colorScheme}`).toEqual({ found: [], overflow: 0 });
    expect(
      passes.map(({ id }) => id),
      `what axe looked at in ${where}`,
    ).toContain('color-contrast');
  }
}
