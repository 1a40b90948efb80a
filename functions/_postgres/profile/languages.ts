import { LanguageSchema } from '../../../proto/gen/colophon/profile/v1/languages_pb.js';
import { AuthoredList } from '../authored-list.ts';

export const languages = new AuthoredList({
  table: 'languages',
  one: 'language',
  entry: LanguageSchema,
  columns: { tag: 'tag', name: 'name', level: 'level', position: 'position' },
  order: 'position, name, id',
  positioned: true,
  shown: () => ({ level: 'upper(level)' }),
});
