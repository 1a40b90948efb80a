import { mathFromMarkdown } from 'mdast-util-math';
import { math } from 'micromark-extension-math';
import type { Construct, TokenizeContext, Tokenizer } from 'micromark-util-types';
import type { Processor } from 'unified';

const dollar = 36;
const syntax = math();
const inline = syntax.text![dollar] as Construct;

/**
 * `$x$` is a formula where Pandoc and GitHub say so: no space within the dollars at either end, no letter or digit behind
 * them. So "$5 and $10" and "$HOME/$USER" stay what developers mean by them.
 */
const careful: Construct = {
  ...inline,
  tokenize(this: TokenizeContext, effects, ok, nok) {
    const tokenize: Tokenizer = inline.tokenize;
    return tokenize.call(
      this,
      effects,
      (code) => {
        const source = this.sliceSerialize(this.events.at(-1)![1]);
        if (source.startsWith('$$')) return ok(code);
        const isSpaced = /^\$\s|\s\$$/.test(source);
        const goesOn = code !== null && code > 0 && /[\p{L}\p{N}]/u.test(String.fromCodePoint(code));
        return isSpaced || goesOn ? nok(code) : ok(code);
      },
      nok,
    );
  },
};

export function mathSyntax(this: Processor): void {
  const data = this.data();
  (data.micromarkExtensions ??= []).push({ ...syntax, text: { [dollar]: careful } });
  (data.fromMarkdownExtensions ??= []).push(mathFromMarkdown());
}
