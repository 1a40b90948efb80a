import GithubSlugger from 'github-slugger';
import type { Element, Root } from 'hast';
import { toString } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { classesOf, element, isElement } from './elements.ts';

export interface Heading {
  id: string;
  level: number;
  text: string;
}

/** Names the headings and lists them; on a page each is also a link to itself. */
export function outline(tree: Root, isForFeed: boolean): Heading[] {
  const contents: Heading[] = [];
  const slugger = new GithubSlugger();
  visit(tree, 'element', (heading) => {
    const level = /^h([1-6])$/.exec(heading.tagName)?.[1];
    if (!level || classesOf(heading).includes('sr-only')) return;
    const text = toString(withoutReferences(heading)).replace(/\s+/g, ' ').trim();
    const id = heading.properties['id'] ?? slugger.slug(text);
    // Nobody can name a heading without a letter.
    if (text === '' || id === '') return;
    heading.properties['id'] = id;
    contents.push({ id, level: Number(level), text });
    if (isForFeed || hasInteractive(heading)) return;
    heading.children = [
      element('a', { className: ['anchor'], href: `#${encodeURIComponent(id)}` }, ...heading.children),
    ];
  });
  return contents;
}

/** The number of a note is no word of the heading. */
function withoutReferences(heading: Element): Element {
  return {
    ...heading,
    children: heading.children.filter((child) => !(isElement(child, 'sup') && child.children.some(isReference))),
  };
}

const isReference = (node: { type: string }) => isElement(node, 'a') && 'dataFootnoteRef' in node.properties;

function hasInteractive(heading: Element): boolean {
  let found = false;
  visit(
    heading,
    'element',
    ({ tagName }) => void (found ||= ['a', 'input', 'audio', 'video', 'details'].includes(tagName)),
  );
  return found;
}
