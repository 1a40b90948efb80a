import type { Element, Properties, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { allowedHtml } from './allowed-html.ts';
import { element } from './elements.ts';
import { words } from './words.ts';

const external = /^(https?:)?\/\//i;

/** The last touches on sanitised HTML: links out of the site and within the text, tables that scroll, boxes with names. */
export function finish(tree: Root): void {
  const ids = new Set<string>();
  visit(tree, 'element', (each) => void ids.add(each.properties['id'] as string));
  visit(tree, 'element', (each, index, parent) => {
    if (each.tagName === 'a') finishLink(each, ids);
    if (each.tagName === 'td' || each.tagName === 'th') alignByClass(each.properties);
    // A screen reader names a box of a task list by this alone.
    if (each.tagName === 'input') each.properties['ariaLabel'] = each.properties['checked'] ? words.done : words.toDo;
    // What may be wider than a page scrolls by itself, also for who has no mouse.
    if (each.tagName === 'pre') each.properties['tabIndex'] = 0;
    if (each.tagName !== 'table' || !parent || index === undefined) return undefined;
    const scrolling = { className: ['scrolls'], role: 'group', ariaLabel: words.table, tabIndex: 0 };
    parent.children[index] = element('div', scrolling, each);
    return undefined;
  });
}

/** The sanitiser gave ids a prefix, so that a text cannot take the place of the page's own; links within the text follow them. */
export function finishLink(link: Element, ids: Set<string>): void {
  const href = link.properties['href'] ?? '';
  if (external.test(href)) link.properties['rel'] = ['noopener'];
  if (!href.startsWith('#')) return;
  // A note's id is written as its address is, with signs in it for letters; other ids are as they are read.
  const names = [decoded(href.slice(1)), href.slice(1)];
  if (names.some((name) => ids.has(name))) return;
  const prefixed = names.map((name) => `${allowedHtml.clobberPrefix}${name}`).find((name) => ids.has(name));
  if (prefixed !== undefined) link.properties['href'] = `#${encodeURIComponent(prefixed)}`;
}

export function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The attribute has been given up, and styles are not allowed. */
function alignByClass(properties: Properties): void {
  const side = properties['align'] ?? '';
  delete properties['align'];
  if (side === 'right' || side === 'center') properties['className'] = [side];
}
