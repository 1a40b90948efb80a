import type { RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const parser = unified().use(remarkParse).use(remarkGfm).freeze();

/** The first words of a text without any markup, cut between words: for lists and for search engines. */
export function excerpt(markdown: string, length = 200): string {
  let text = '';
  for (const block of parser.parse(markdown).children) {
    if (block.type === 'paragraph' || block.type === 'list' || block.type === 'blockquote')
      text += ` ${plainText(block)}`;
    if (text.length > length * 2) break;
  }
  return cut(text.replace(/\s+/g, ' ').trim(), length);
}

function plainText(node: RootContent): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  if (node.type === 'break') return ' ';
  if (!('children' in node)) return '';
  return node.children.map(plainText).join(node.type === 'list' || node.type === 'blockquote' ? ' ' : '');
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const words = text.slice(0, length).replace(/\s+\S*$/, '');
  return `${words.replace(/[\p{P}\s]+$/u, '')}…`;
}
