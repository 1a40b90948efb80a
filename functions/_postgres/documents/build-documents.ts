import { fromJson, type MessageShape } from '@bufbuild/protobuf';
import { type DocumentListJson, DocumentListSchema } from '../../../proto/gen/colophon/documents/v1/documents_pb.js';
import { tagged, tags } from '../../_keys/tags.ts';
import type { BuiltObject } from '../built-object.ts';
import { readOnce } from '../transaction.ts';
import { documents } from './documents.ts';

const statement = {
  name: 'build-documents',
  text: `select pg_current_snapshot()::text as snapshot, ${documents.items('published')} as items`,
};

/** The documents to take away, in their order. */
export async function buildDocuments(): Promise<BuiltObject<MessageShape<typeof DocumentListSchema>>> {
  const [row] = await readOnce<{ snapshot: string; items: NonNullable<DocumentListJson['items']> }>(
    'reader',
    statement,
  );
  const { snapshot, items } = row!;
  const media = items.map(({ mediaId }) => tags.media(mediaId!));
  return {
    object: fromJson(DocumentListSchema, { items }),
    snapshot,
    tags: tagged([tags.documents, ...media], [tags.documents, tags.pictures]),
  };
}
