import { create } from '@bufbuild/protobuf';
import {
  ImportProfileRequestSchema,
  ImportProfileResponse_Outcome,
  ImportProfileResponseSchema,
} from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { refuse } from '../../_http/refusal.ts';
import { encode } from '../../_http/reply.ts';
import { parseJson } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { nudge } from '../../_lambda/ask.ts';
import { fillPart } from '../../_postgres/imports/fill-part.ts';
import { parts } from './_profile-parts.ts';

/** Asked by the importer, part by part. It keeps all rules of the author's routes. */
export const handler = answer(async (asked: Payload) => {
  const { part, entries, dryRun } = parseJson(ImportProfileRequestSchema, asked);
  const { table, bringIn } =
    parts[part] ?? refuse('malformed', 'There is no such part.', [{ field: 'part', issue: 'is not known' }]);
  const { outcome, troubles } = await fillPart(
    table,
    entries.map((entry) => (tx) => bringIn(tx, entry)),
    dryRun,
  );
  await nudge('outbox-relay');
  const response = create(ImportProfileResponseSchema, { outcome: ImportProfileResponse_Outcome[outcome], troubles });
  return { value: encode(ImportProfileResponseSchema, response) };
});
