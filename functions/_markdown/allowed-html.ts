import { defaultSchema } from 'rehype-sanitize';
import type { Options } from 'rehype-sanitize';
import { calloutKinds } from './callouts.ts';

const sizes: [string, RegExp][] = [
  ['width', /^\d{1,4}%?$/],
  ['height', /^\d{1,4}%?$/],
];
const media = ['src', 'controls', 'loop', 'muted', 'preload', ['poster'], ...sizes] as NonNullable<
  Options['attributes']
>[string];

/**
 * What of a post's HTML reaches a reader; everything else is taken out. Nothing in it can run a script, load a frame,
 * send a form or restyle the page around it, whoever wrote the post and wherever it was imported from.
 */
export const allowedHtml: Options = {
  tagNames: [
    ...['p', 'br', 'hr', 'div', 'span', 'section', 'article', 'aside', 'blockquote', 'pre', 'address'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'details', 'summary'],
    ...[
      'a',
      'abbr',
      'b',
      'bdi',
      'bdo',
      'cite',
      'code',
      'del',
      'dfn',
      'em',
      'i',
      'ins',
      'kbd',
      'mark',
      'q',
      's',
      'samp',
    ],
    ...['small', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr', 'ruby', 'rt', 'rp', 'input'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
    ...['figure', 'figcaption', 'img', 'picture', 'video', 'audio', 'source'],
    // Only as far as embeds.ts: what it does not know becomes a link.
    'iframe',
  ],
  attributes: {
    '*': ['id', 'title', 'lang', 'dir'],
    a: [
      'href',
      'ariaDescribedBy',
      'ariaLabel',
      'dataFootnoteRef',
      'dataFootnoteBackref',
      ['className', 'data-footnote-backref'],
    ],
    img: ['src', 'alt', ...sizes],
    video: [...media, 'playsInline'],
    audio: media,
    source: ['src', 'type'],
    blockquote: ['cite'],
    q: ['cite'],
    time: ['dateTime'],
    details: ['open'],
    ol: ['start', 'reversed', ['className', 'contains-task-list']],
    ul: [['className', 'contains-task-list']],
    li: ['value', ['className', 'task-list-item']],
    col: ['span'],
    td: ['colSpan', 'rowSpan', 'align'],
    th: ['colSpan', 'rowSpan', 'align', 'scope'],
    code: ['dataMeta', ['className', /^language-[^\s"'<>`]{1,40}$/, 'math-inline', 'math-display']],
    aside: [['className', 'callout', ...calloutKinds]],
    p: [['className', 'callout-title']],
    iframe: ['src'],
    input: [
      ['type', 'checkbox'],
      ['disabled', true],
      ['checked', true],
    ],
    h2: [['className', 'sr-only']],
    section: ['dataFootnotes', ['className', 'footnotes']],
  },
  // A checkbox of a task list is the only input there is; a film starts when its reader says so.
  required: { input: { type: 'checkbox', disabled: true }, video: { controls: true }, audio: { controls: true } },
  protocols: {
    href: ['http', 'https', 'mailto', 'tel'],
    src: ['http', 'https'],
    poster: ['http', 'https'],
    cite: ['http', 'https'],
  },
  ancestors: { ...defaultSchema.ancestors, source: ['video', 'audio', 'picture'], figcaption: ['figure'] },
  // These go with what is in them. Others that are not allowed leave their text behind.
  strip: ['script', 'style', 'template', 'noscript', 'object', 'embed', 'svg', 'math', 'textarea', 'select', 'title'],
  clobber: ['ariaDescribedBy', 'ariaLabelledBy', 'id', 'name'],
  clobberPrefix: 'in-text-',
  allowComments: false,
  allowDoctypes: false,
};
