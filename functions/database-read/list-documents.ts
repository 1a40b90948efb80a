import { DocumentListSchema } from '../../proto/gen/colophon/documents/v1/documents_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildDocuments } from '../_postgres/documents/build-documents.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-list-documents on a miss. */
export const handler = answer(async () => answerBuilt(DocumentListSchema, await buildDocuments()));
