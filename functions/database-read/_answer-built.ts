import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import { encode } from '../_http/reply.ts';
import type { Answer } from '../_lambda/answer.ts';
import type { BuiltObject } from '../_postgres/built-object.ts';

/** The object in proto3 JSON, or that there is none; either as of a snapshot and built from these tags. */
export function answerBuilt<Desc extends DescMessage>(
  schema: Desc,
  { object, snapshot, tags }: BuiltObject<MessageShape<Desc>>,
): Answer<JsonValue> {
  const outcome = object
    ? { value: encode(schema, object) }
    : { refusal: { kind: 'not-found' as const, detail: 'Nothing is published here.' } };
  return { ...outcome, snapshot, tags };
}
