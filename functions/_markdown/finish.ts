import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { allowedHtml } from './allowed-html.ts';

const external = /^(https?:)?\/\//i;

/** The last touches on sanitised HTML: links out of the site, images that load when they are needed, links within the text. */
export function finish() {
  return (tree: Root): void => {
    const ids = new Set<string>();
    visit(tree, 'element', (element) => void ids.add(element.properties['id'] ?? ''));
    visit(tree, 'element', (element) => {
      if (element.tagName === 'a') finishLink(element, ids);
      if (element.tagName === 'img') Object.assign(element.properties, { loading: 'lazy', decoding: 'async' });
      // What may be wider than a page scrolls by itself, also for who has no mouse.
      if (element.tagName === 'pre' || element.tagName === 'table') element.properties['tabIndex'] = 0;
      // A screen reader names a box of a task list by this alone.
      if (element.tagName === 'input')
        element.properties['ariaLabel'] = element.properties['checked'] ? 'Done' : 'To do';
    });
  };
}

/** The sanitiser gave ids a prefix, so that a text cannot take the place of the page's own; links within the text follow them. */
function finishLink(link: Element, ids: Set<string>): void {
  const href = link.properties['href'] ?? '';
  if (external.test(href)) link.properties['rel'] = ['noopener'];
  if (!href.startsWith('#') || ids.has(idOf(href))) return;
  const prefixed = `${allowedHtml.clobberPrefix}${idOf(href)}`;
  if (ids.has(prefixed)) link.properties['href'] = `#${encodeURIComponent(prefixed)}`;
}

function idOf(fragment: string): string {
  try {
    return decodeURIComponent(fragment.slice(1));
  } catch {
    return fragment.slice(1);
  }
}
