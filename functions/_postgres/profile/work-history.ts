import { WorkHistoryEntrySchema } from '../../../proto/gen/colophon/profile/v1/work_history_pb.js';
import { AuthoredList } from '../authored-list.ts';
import { place } from './place.ts';

/** Where the author has worked. */
export const workHistory = new AuthoredList({
  table: 'work_history',
  one: 'entry of the work history',
  entry: WorkHistoryEntrySchema,
  columns: { organisation: 'organisation', role: 'role', ...place.columns },
  order: place.order,
  shown: place.shown,
});
