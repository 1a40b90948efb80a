import { EducationEntrySchema } from '../../../proto/gen/colophon/profile/v1/education_pb.js';
import { AuthoredList } from '../authored-list.ts';
import { place } from './place.ts';

/** Where the author has learnt. */
export const education = new AuthoredList({
  table: 'education',
  one: 'entry of the education',
  entry: EducationEntrySchema,
  columns: { institution: 'institution', degree: 'degree', field: 'field', ...place.columns },
  order: place.order,
  shown: place.shown,
});
