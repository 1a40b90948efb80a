import { atMost, form, known, type Meaning, position, text } from '../meanings.ts';

/** What each constraint on documents means to the one who wrote the value. */
export const documentMeanings: Record<string, Meaning> = {
  documents_slug_unique: { field: 'slug', issue: 'is taken by another document', kind: 'conflict' },
  documents_title_length: text('title', 200),
  documents_description_length: atMost('description', 2000),
  documents_kind_known: known('kind', ['RESUME', 'OTHER']),
  documents_variant_length: atMost('variant', 100),
  documents_language_length: atMost('language', 35),
  documents_language_is_language_tag: form.languageTag('language'),
  documents_position_range: position,
};
