import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { decoded } from './finish.ts';

/** Names everything in a text after the place where it stands, for a page that shows several texts: each id there is one thing. */
export function setApart(tree: Root, place: string): (id: string) => string {
  const named = (id: string) => `${place}-${id}`;
  const ids = new Set<string>();
  visit(tree, 'element', ({ properties }) => {
    if (typeof properties['id'] !== 'string') return;
    ids.add(properties['id']);
    properties['id'] = named(properties['id']);
  });
  visit(tree, 'element', ({ properties }) => {
    const href = properties['href'];
    if (typeof href !== 'string' || !href.startsWith('#')) return;
    const id = decoded(href.slice(1));
    if (ids.has(id)) properties['href'] = `#${encodeURIComponent(named(id))}`;
  });
  return named;
}
