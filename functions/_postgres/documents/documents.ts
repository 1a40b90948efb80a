import { DocumentSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { AuthoredList } from '../authored-list.ts';
import { picture } from '../media/picture.ts';

const ofFile = (column: string) =>
  `(select ${column} from published.document_files file where file.media_id = documents.media_id)`;

/** PDFs to take away. */
export const documents = new AuthoredList({
  table: 'documents',
  one: 'document',
  entry: DocumentSchema,
  columns: {
    slug: 'slug',
    title: 'title',
    description: 'description',
    kind: 'kind',
    variant: 'variant',
    language: 'language',
    position: 'position',
    mediaId: 'media_id',
  },
  order: 'position, title, id',
  positioned: true,
  shown: () => ({
    kind: 'upper(kind)',
    path: ofFile('path'),
    bytes: ofFile('bytes'),
    pages: ofFile('pages'),
    preview: picture('documents.media_id'),
  }),
});
