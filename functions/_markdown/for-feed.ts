import type { Root } from 'hast';
import { visit } from 'unist-util-visit';
import { finishLink } from './finish.ts';

const addresses = ['href', 'src', 'poster', 'cite'];

/** Whoever reads a feed is not at our address: everything that a text names is named in full. */
export function nameInFull(tree: Root, page: string): void {
  const ids = new Set<string>();
  visit(tree, 'element', (each) => void ids.add(each.properties['id'] as string));
  visit(tree, 'element', (each) => {
    if (each.tagName === 'a') finishLink(each, ids);
    for (const name of addresses) {
      const address = each.properties[name];
      if (typeof address === 'string' && URL.canParse(address, page))
        each.properties[name] = new URL(address, page).href;
    }
  });
}
