import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageShape,
  ScalarType,
} from '@bufbuild/protobuf';
import { check } from '../../proto/gate.ts';
import { refuse } from './refusal.ts';
import type { HttpEvent } from './route.ts';

export interface ParsedQuery<Desc extends DescMessage> {
  message: MessageShape<Desc>;
  /** What was given, as text, in the order of the schema: equal queries make equal keys, however they were written. */
  parameters: Record<string, string>;
}

/**
 * Reads the query as the message that the schema names, through the same gate as a body. Unknown parameters are refused:
 * each would be an object of its own for caches on the way. All that is wrong is 400, for a query is part of an address.
 */
export function parseQuery<Desc extends DescMessage>(event: HttpEvent, schema: Desc): ParsedQuery<Desc> {
  const given = (event.queryStringParameters ?? {}) as Record<string, string>;
  const value: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const field = schema.fields.find(({ jsonName }) => jsonName === name);
      return [name, field ? valueOf(field, text) : text];
    }),
  );
  const found = check(schema, value);
  if (found) refuse('malformed', 'The query is not one that this address takes.', found.faults);
  const parameters = schema.fields
    .filter(({ jsonName }) => Object.hasOwn(given, jsonName))
    .map(({ jsonName }) => [jsonName, String(value[jsonName])] as const);
  return { message: fromJson(schema, value as JsonValue), parameters: Object.fromEntries(parameters) };
}

/** What a text of the query stands for; one that stands for nothing of that type stays text, and is refused as such. */
function valueOf(field: DescField, text: string): unknown {
  if (field.fieldKind === 'list')
    return text.split(',').map((entry) => scalarOf(field.listKind === 'scalar' ? field.scalar : undefined, entry));
  return scalarOf(field.fieldKind === 'scalar' ? field.scalar : undefined, text);
}

function scalarOf(scalar: ScalarType | undefined, text: string): unknown {
  if (scalar === undefined || scalar === ScalarType.STRING) return text;
  if (scalar === ScalarType.BOOL) return text === 'true' ? true : text === 'false' ? false : text;
  return /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : text;
}
