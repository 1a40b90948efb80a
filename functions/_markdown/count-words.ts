import type { Root } from 'hast';
import { SKIP, visit } from 'unist-util-visit';

const skipped = new Set(['pre', 'math', 'code']);
/** A sign of a script without spaces is about half a word to its readers; it counts as one, as it does elsewhere. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}])+(?:[’'.-][\p{L}\p{N}]+)*/gu;

/** Of the text, by which the time to read it is told: code and formulas are read in another way. */
export function countWords(tree: Root): number {
  let count = 0;
  visit(tree, (node) => {
    if (node.type === 'element' && skipped.has(node.tagName)) return SKIP;
    if (node.type === 'text') count += node.value.match(word)?.length ?? 0;
    return undefined;
  });
  return count;
}
