import type { ElementContent } from 'hast';
import type { HighlighterCore } from 'shiki/core';
import { classOf, kindsTheme } from './code-theme.ts';
import { element, text } from './elements.ts';
import { languageCalled } from './languages.ts';

/** Longer lines and blocks are data, not to be read closely; colouring them would hold everybody else up. */
const longestLine = 1_000;
const longestBlock = 50_000;

/** Made with the first block: neither memory nor a start of the process is spent where no code is shown. */
let making: Promise<HighlighterCore> | undefined;

async function make(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
  ]);
  // By regular expressions of JavaScript: half the memory of Oniguruma in WebAssembly, and as fast when warm.
  return createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [kindsTheme],
    langs: [],
  });
}

/** The lines of a block, coloured if it is known how; each without its line end. */
export async function highlight(code: string, language: string): Promise<ElementContent[][]> {
  const known = languageCalled(language);
  if (!known || code.length > longestBlock) return code.split('\n').map((line) => (line === '' ? [] : [text(line)]));
  const highlighter = await (making ??= make());
  if (!highlighter.getLoadedLanguages().includes(known.name))
    await highlighter.loadLanguage((await known.load()).default);
  const lines = highlighter.codeToTokensBase(code, {
    lang: known.name,
    theme: kindsTheme.name!,
    tokenizeMaxLineLength: longestLine,
    // The first lines of a language take long, while its expressions are compiled: no reason to leave them uncoloured.
    tokenizeTimeLimit: 0,
  });
  return lines.map((tokens) => merged(tokens.map(({ content, color }) => ({ content, kind: classOf(color) }))));
}

interface Token {
  content: string;
  kind: string | undefined;
}

/** Neighbours of one kind share an element, across the blanks between them. */
function merged(tokens: Token[]): ElementContent[] {
  const runs: Token[] = [];
  for (const token of tokens) {
    const last = runs.at(-1);
    if (last && (last.kind === token.kind || token.content.trim() === '')) last.content += token.content;
    else runs.push({ ...token });
  }
  return runs.map(({ content, kind }) =>
    kind ? element('span', { className: [kind] }, text(content)) : text(content),
  );
}
