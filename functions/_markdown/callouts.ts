import type { Blockquote, Paragraph, PhrasingContent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { words } from './words.ts';

type Kind = keyof typeof words.callouts;

export const calloutKinds = Object.keys(words.callouts) as Kind[];
const marker = new RegExp(`^\\[!(${calloutKinds.join('|')})\\](?:[ \\t]+|(?=\\n)|$)`, 'i');

/** `> [!NOTE]` as GitHub has it; words behind the marker are its title. */
export function callouts() {
  return (tree: Root): void => visit(tree, 'blockquote', callOut);
}

function callOut(quote: Blockquote): void {
  const [first] = quote.children;
  const [opening] = first?.type === 'paragraph' ? first.children : [];
  const found = opening?.type === 'text' ? marker.exec(opening.value) : null;
  if (!found || first?.type !== 'paragraph') return;
  const kind = found[1]!.toLowerCase() as Kind;
  const { title, rest } = atLineEnd(first, found[0].length);
  const heading: Paragraph = {
    type: 'paragraph',
    data: { hProperties: { className: ['callout-title'] } },
    children: title.length > 0 ? title : [{ type: 'text', value: words.callouts[kind] }],
  };
  quote.data = { hName: 'aside', hProperties: { className: ['callout', kind] } };
  quote.children.splice(0, 1, heading, ...(rest.length > 0 ? [{ ...first, children: rest }] : []));
}

/** What stands on the marker's own line, and what follows it. */
function atLineEnd(paragraph: Paragraph, from: number): { title: PhrasingContent[]; rest: PhrasingContent[] } {
  const title: PhrasingContent[] = [];
  for (const [index, node] of paragraph.children.entries()) {
    const following = paragraph.children.slice(index + 1);
    if (node.type === 'break') return { title, rest: following };
    if (node.type !== 'text') {
      title.push(node);
      continue;
    }
    const value = index === 0 ? node.value.slice(from) : node.value;
    const end = value.indexOf('\n');
    const line = end < 0 ? value : value.slice(0, end);
    if (line !== '') title.push({ type: 'text', value: line });
    if (end >= 0) return { title, rest: [{ type: 'text', value: value.slice(end + 1) }, ...following] };
  }
  return { title, rest: [] };
}
