import type { Element, ElementContent, Root, RootContent } from 'hast';
import { visit } from 'unist-util-visit';
import { element, isBlank, isElement, text } from './elements.ts';
import { decoded } from './finish.ts';
import { words } from './words.ts';

/**
 * Footnotes stand beside the block that names them, once and not also at the end: in the margin where there is one, under
 * the block elsewhere.
 */
export function placeNotes(tree: Root): void {
  const section = tree.children.find((node) => isElement(node, 'section') && 'dataFootnotes' in node.properties);
  if (!isElement(section, 'section')) return;
  const notes = new Map<string, Element>();
  visit(section, 'element', (item) => {
    if (item.tagName === 'li' && item.properties['id']) notes.set(`#${item.properties['id']}`, item);
  });
  tree.children = tree.children.flatMap((block) =>
    block === section || !isElement(block) ? [block] : beside(block, notes),
  );
  if (notes.size === 0) tree.children = tree.children.filter((node) => node !== section);
}

function beside(block: Element, notes: Map<string, Element>): RootContent[] {
  const asides: Element[] = [];
  const take = (from: Element): void =>
    visit(from, 'element', (reference) => {
      if (!('dataFootnoteRef' in reference.properties)) return;
      const target = decoded(reference.properties['href'] ?? '');
      const note = notes.get(target);
      delete reference.properties['ariaDescribedBy'];
      if (!note) return;
      notes.delete(target);
      asides.push(asideOf(note, reference));
      // A note may name another, which then stands here as well.
      take(note);
    });
  take(block);
  return asides.length === 0
    ? [block]
    : [element('div', { className: ['noted'] }, block, element('div', {}, ...asides))];
}

function asideOf({ properties, children }: Element, reference: Element): Element {
  const number = reference.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  const back = {
    className: ['back'],
    href: `#${encodeURIComponent(String(reference.properties['id']))}`,
    ariaLabel: words.backTo(number),
  };
  const content = children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const opening = element('a', back, text(number));
  for (const child of content) withoutArrows(child);
  const [first] = content;
  if (isElement(first, 'p')) first.children.unshift(opening, text(' '));
  else content.unshift(element('p', {}, opening));
  return element(
    'aside',
    { className: ['marginal'], id: properties['id'], ariaLabel: words.noteNumber(number) },
    ...content,
  );
}

/** The number leads back; the arrows of a list at the end are for a list at the end. */
function withoutArrows(node: ElementContent): void {
  if (!isElement(node)) return;
  node.children = node.children.filter((child) => !(isElement(child) && 'dataFootnoteBackref' in child.properties));
  while (isBlank(node.children.at(-1) ?? node)) node.children.pop();
  const last = node.children.at(-1);
  if (last?.type === 'text') last.value = last.value.trimEnd();
  for (const child of node.children) withoutArrows(child);
}
