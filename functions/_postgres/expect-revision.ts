import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf';
import { Refusal } from '../_http/refusal.ts';

/** Refuses, with the current state, if somebody else saved first. What is compared has been locked. */
export function expectRevision<Desc extends DescMessage>(
  schema: Desc,
  current: MessageShape<Desc> & { revision: number },
  revision: number | 'any',
  what: string,
): void {
  if (revision === 'any' || revision === current.revision) return;
  throw new Refusal(
    { kind: 'precondition-failed', detail: `The ${what} stands at revision ${current.revision}, not ${revision}.` },
    { current: toJson(schema, current, { alwaysEmitImplicit: true }) },
  );
}
