import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import { encode } from '../_http/reply.ts';
import type { BuilderAnswer } from '../_lambda/answer.ts';
import type { BuiltObject } from '../_postgres/built-object.ts';

/** The object in proto3 JSON, where it moved to, or that there is none; each as of a snapshot and built from these tags. */
export function answerBuilt<Desc extends DescMessage>(
  schema: Desc,
  { object, movedTo, snapshot, tags }: BuiltObject<MessageShape<Desc>>,
): BuilderAnswer<JsonValue> {
  if (movedTo !== undefined) return { moved: movedTo, snapshot, tags };
  const outcome = object
    ? { value: encode(schema, object) }
    : { refusal: { kind: 'not-found' as const, detail: 'Nothing is published here.' } };
  return { ...outcome, snapshot, tags };
}
