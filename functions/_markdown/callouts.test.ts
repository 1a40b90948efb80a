import { expect, test } from 'vitest';
import { renderMarkdown } from './render.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown)).html.replaceAll('\n', '');
const titled = (kind: string, title: string, rest: string) =>
  `<aside class="callout ${kind}"><p class="callout-title">${title}</p>${rest}</aside>`;

test.each([
  ['> [!NOTE]\n> a *b*', titled('note', 'Note', '<p>a <em>b</em></p>')],
  ['> [!tip]\n> a', titled('tip', 'Tip', '<p>a</p>')],
  ['> [!IMPORTANT]\n>\n> a\n>\n> b', titled('important', 'Important', '<p>a</p><p>b</p>')],
  ['> [!WARNING] Mind *this*\n> a', titled('warning', 'Mind <em>this</em>', '<p>a</p>')],
  ['> [!CAUTION]\n> - a', titled('caution', 'Caution', '<ul><li>a</li></ul>')],
  ['> [!NOTE]', titled('note', 'Note', '')],
])('%j is a callout', async (markdown, expected) => {
  expect(await html(markdown)).toBe(expected);
});

test.each(['> [!NOTES]\n> a', '> a [!NOTE]', '> [!NOTE]x', '> **[!NOTE]**', '[!NOTE]\na', '> [!NOTE]\n\n[!NOTE]: /a'])(
  '%j is none',
  async (markdown) => {
    expect(await html(markdown)).not.toContain('callout');
  },
);
