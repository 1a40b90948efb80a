import type { ThemeRegistrationRaw } from 'shiki/core';

/**
 * A theme that names kinds instead of colours: Shiki takes the class of a kind for its colour, and code.css says how it looks
 * by day and by night. What is not listed has the colour of the text, and costs no element.
 */
const kinds: [className: string, scopes: string[]][] = [
  ['c', ['comment', 'punctuation.definition.comment', 'string.quoted.docstring', 'meta.separator']],
  [
    'k',
    [
      'keyword',
      'storage',
      'variable.language',
      'constant.language',
      'entity.name.tag',
      'markup.heading',
      'keyword.operator.word',
      'keyword.operator.expression',
      'keyword.operator.new',
      'keyword.operator.logical.python',
    ],
  ],
  [
    's',
    [
      'string',
      'markup.inline.raw',
      'markup.fenced_code',
      'string.regexp',
      'constant.other.symbol',
      'punctuation.definition.string',
    ],
  ],
  [
    'n',
    [
      'constant.numeric',
      'constant.other',
      'constant.character',
      'support.constant',
      'keyword.other.unit',
      'variable.other.enummember',
    ],
  ],
  [
    'f',
    [
      'entity.name.function',
      'support.function',
      'entity.name.command',
      'meta.function-call.generic',
      'markup.underline.link',
    ],
  ],
  [
    't',
    [
      'entity.name.type',
      'entity.name.class',
      'entity.other.inherited-class',
      'support.type',
      'support.class',
      'entity.name.namespace',
    ],
  ],
  [
    'p',
    [
      'entity.other.attribute-name',
      'support.type.property-name',
      'meta.property-name',
      'variable.parameter.option',
      'entity.name.section',
      'keyword.other.definition',
    ],
  ],
];

/** Nothing of its own: operators and punctuation would be half of all elements, and say little. */
const plain = ['keyword.operator', 'punctuation', 'storage.type.function.arrow', 'meta.template.expression'];

const asColour = (index: number) => `#0000${(index + 1).toString(16).padStart(2, '0')}`;
const plainColour = '#000000';
const classes = new Map(kinds.map(([name], index) => [asColour(index), name]));

export const kindsTheme: ThemeRegistrationRaw = {
  name: 'kinds',
  type: 'light',
  fg: plainColour,
  bg: '#ffffff',
  settings: [
    { settings: { foreground: plainColour, background: '#ffffff' } },
    { scope: plain, settings: { foreground: plainColour } },
    ...kinds.map(([, scope], index) => ({ scope, settings: { foreground: asColour(index) } })),
  ],
};

export const classOf = (colour: string | undefined): string | undefined => classes.get((colour ?? '').toLowerCase());
