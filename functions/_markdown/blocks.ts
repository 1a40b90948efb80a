import type { Element, ElementContent, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { codeFigure, languageOf, plainCode } from './code-blocks.ts';
import { classesOf, element, isElement, text } from './elements.ts';
import { embedded } from './embeds.ts';
import { formula } from './formulas.ts';
import { words } from './words.ts';

type Replacement = ElementContent[] | Promise<ElementContent[]>;

/** What of a text a script can make more of. */
export interface Needs {
  /** Code, with buttons that copy it. */
  copy: boolean;
  /** Diagrams, to be drawn. */
  diagrams: boolean;
}

export const noNeeds: Needs = { copy: false, diagrams: false };

/** Code, formulas, diagrams and frames: what a text names by a word or two, and a page shows as a thing. */
export async function showBlocks(tree: Root, isForFeed: boolean): Promise<Needs> {
  const needs = { ...noNeeds };
  const found: { parent: Root | Element; node: Element; make: () => Replacement }[] = [];
  visit(tree, 'element', (node, _index, parent) => {
    const make = parent && makerOf(node, isForFeed, needs);
    if (make) found.push({ parent, node, make });
  });
  // One after the other: others are served between two of them.
  for (const { parent, node, make } of found) {
    const made = await make();
    parent.children.splice(parent.children.indexOf(node), 1, ...made);
  }
  return needs;
}

function makerOf(node: Element, isForFeed: boolean, needs: Needs): (() => Replacement) | undefined {
  if (node.tagName === 'iframe') return () => [embedded(node, isForFeed)].filter((each) => each !== undefined);
  const code = node.tagName === 'pre' && node.children.length === 1 ? node.children[0] : undefined;
  if (isElement(code, 'code')) return blockOf(code, isForFeed, needs);
  if (node.tagName !== 'code' || !classesOf(node).includes('math-inline') || isForFeed) return undefined;
  return async () => [await formula(node, false)];
}

function blockOf(code: Element, isForFeed: boolean, needs: Needs): () => Replacement {
  const language = languageOf(code);
  if (isForFeed) return () => [plainCode(code)];
  if (language === 'math') return async () => [await formula(code, true)];
  if (language === 'mermaid') {
    needs.diagrams = true;
    // Readable as it is; diagrams.ts draws it where scripts run.
    const source = element('pre', {}, code);
    return () => [
      element(
        'figure',
        { className: ['diagram'] },
        element('details', { open: true }, element('summary', {}, text(words.diagram)), source),
      ),
    ];
  }
  needs.copy = true;
  return async () => [await codeFigure(code)];
}
