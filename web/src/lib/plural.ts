import { words } from './words.ts';

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

let rules: { plurals: Intl.PluralRules; numbers: Intl.NumberFormat } | undefined;

/** The form that the language has for this number, with the number in place of `#`. */
export function plural(count: number, forms: Forms): string {
  // Not before it is asked: the catalogue, which says the language, is made of calls of this.
  rules ??= { plurals: new Intl.PluralRules(words.locale), numbers: new Intl.NumberFormat(words.locale) };
  const form = forms[rules.plurals.select(count)] ?? forms.other;
  return form.replace('#', rules.numbers.format(count));
}
