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
import { fillPart, type Filled, TakenBack } from '../../_postgres/imports/fill-part.ts';
import { bringIn } from './_bring-in.ts';
import { parts } from './_site-parts.ts';

/** Asked by the importer, part by part. It keeps all rules of the author's routes. */
export const handler = answer(async (asked: Payload) => {
  const { part, entries, dryRun } = parseJson(ImportProfileRequestSchema, asked);
  const { table, take } =
    parts[part] ?? refuse('malformed', 'There is no such part.', [{ field: 'part', issue: 'is not known here' }]);
  const filled = await bringIn((tx) =>
    fillPart(
      tx,
      table,
      entries.map((entry) => () => take(tx, entry)),
      dryRun,
    ),
  ).catch(takenBack);
  const response = { outcome: ImportProfileResponse_Outcome[filled.outcome], troubles: filled.troubles };
  return { value: encode(ImportProfileResponseSchema, create(ImportProfileResponseSchema, response)) };
});

function takenBack(error: unknown): Filled {
  if (error instanceof TakenBack) return error.filled;
  throw error;
}
