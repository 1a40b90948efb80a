import {
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { check } from '../../proto/gate.ts';
import { readJson } from './json-text.ts';
import { refuse, type Violation } from './refusal.ts';

/**
 * The function's gate, which is the browser's once more: 400 for another shape than this message has, 422 for values that
 * break its rules, and each field named.
 */
export function pass<Desc extends DescMessage>(schema: Desc, value: unknown): MessageShape<Desc> {
  const found = check(schema, value);
  if (found?.kind === 'shape') refuse('malformed', inOneSentence(found.faults), found.faults);
  if (found) refuse('invalid', inOneSentence(found.faults), found.faults);
  return fromJson(schema, value as JsonValue);
}

function inOneSentence([first, ...others]: Violation[]): string {
  const { field = '', issue = '' } = first ?? {};
  const more =
    others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'field is' : 'fields are'} wrong`;
  return `${field === '' ? 'The body' : field} ${issue}${more}.`;
}

/** A message in the binary form, as the JSON that stands for it; so both forms pass the same gate. */
export function jsonOf(schema: DescMessage, bytes: Uint8Array): JsonValue {
  let message: Message;
  try {
    message = fromBinary(schema, bytes);
  } catch {
    return refuse('malformed', `The body is no ${schema.name} in the binary form.`);
  }
  if (holdsUnknown(reflect(schema, message))) refuse('malformed', 'The body holds fields that are not known here.');
  // Read as if it had been sent as JSON, within the same bounds.
  return readJson(JSON.stringify(toJson(schema, message))) as JsonValue;
}

function holdsUnknown(message: ReflectMessage): boolean {
  if (message.message.$unknown?.length) return true;
  return message.fields.some((field) => {
    if (!message.isSet(field)) return false;
    if (field.fieldKind === 'message') return holdsUnknown(message.get(field));
    return field.fieldKind === 'list' && field.listKind === 'message'
      ? [...message.get(field)].some((entry) => holdsUnknown(entry as ReflectMessage))
      : false;
  });
}
