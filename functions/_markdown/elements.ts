import type { Element, ElementContent, Properties, Text } from 'hast';

export function element(tagName: string, properties: Properties, ...children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

export const text = (value: string): Text => ({ type: 'text', value });

export const isElement = (node: { type: string } | undefined, ...tagNames: string[]): node is Element =>
  node?.type === 'element' && (tagNames.length === 0 || tagNames.includes((node as Element).tagName));

export function classesOf({ properties }: Element): string[] {
  const names = properties['className'];
  return Array.isArray(names) ? names.map(String) : [];
}

/** What surrounds the elements of a block is spaces and line ends. */
export const isBlank = (node: { type: string }) => node.type === 'text' && (node as Text).value.trim() === '';
