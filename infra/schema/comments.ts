import type { DescField, DescFile, DescMessage, DescMethod } from '@bufbuild/protobuf';

type Declared = DescMessage | DescField | DescMethod;

/** Field numbers of the descriptors of files, messages and services. */
const numbers = { message: 4, nested: 3, field: 2, service: 6, method: 2 };

/** What the file says above a declaration, as one paragraph; undefined for nothing. */
export function commentOn(declared: Declared): string | undefined {
  const { file, path } = placeOf(declared);
  const location = file.proto.sourceCodeInfo?.location.find((each) => each.path.join('.') === path.join('.'));
  return location?.leadingComments.trim().replaceAll(/\s+/g, ' ') || undefined;
}

/** Where protoc finds a declaration: its file, then field numbers and indexes by turns. */
function placeOf(declared: Declared): { file: DescFile; path: number[] } {
  if (declared.kind === 'rpc') {
    const { file, methods } = declared.parent;
    const path = [numbers.service, file.services.indexOf(declared.parent), numbers.method, methods.indexOf(declared)];
    return { file, path };
  }
  if (declared.kind === 'field') {
    const { file, path } = placeOf(declared.parent);
    return { file, path: [...path, numbers.field, declared.parent.fields.indexOf(declared)] };
  }
  const { file, parent } = declared;
  if (!parent) return { file, path: [numbers.message, file.messages.indexOf(declared)] };
  return { file, path: [...placeOf(parent).path, numbers.nested, parent.nestedMessages.indexOf(declared)] };
}
