import { AsyncLocalStorage } from 'node:async_hooks';
import { refuse } from './refusal.ts';

/** The two forms of every message of the API. */
export type Form = 'json' | 'protobuf';

const types = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** How much the caller likes a form, and how exactly they named it. */
interface Liking {
  quality: number;
  exactness: number;
}

/** Which form the caller likes better; where they like both alike, the one that they named, else JSON. Undefined: neither. */
export function preferredForm(accept: string | undefined): Form | undefined {
  if (accept === undefined || accept === '*/*' || accept === types.json) return 'json';
  const ranges = accept.split(',').map(rangeOf);
  const json = likingOf(types.json, ranges);
  const protobuf = likingOf(types.protobuf, ranges);
  if (json.quality === 0 && protobuf.quality === 0) return undefined;
  if (json.quality !== protobuf.quality) return json.quality > protobuf.quality ? 'json' : 'protobuf';
  return protobuf.exactness > json.exactness ? 'protobuf' : 'json';
}

interface Range {
  type: string;
  quality: number;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  // What is no quality at all is no wish for this type either.
  return { type, quality: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? Number(quality) : 0 };
}

/** The most exact range that fits decides, as RFC 9110 has it. */
function likingOf(type: string, ranges: Range[]): Liking {
  const fitting = ['*/*', 'application/*', type];
  return ranges.reduce<Liking>(
    (best, range) => {
      const exactness = fitting.indexOf(range.type);
      return exactness > best.exactness ? { quality: range.quality, exactness } : best;
    },
    { quality: 0, exactness: -1 },
  );
}

/** Set where the caller wants something else than JSON; most do not, and pay nothing. */
const wanted = new AsyncLocalStorage<Form | 'neither'>();

/** Runs the work so that what replies in it knows in which form. */
export function inForm<Event extends { headers?: Record<string, string | undefined> }, T>(
  event: Event,
  work: (event: Event) => Promise<T>,
): Promise<T> {
  const form = preferredForm(event.headers?.['accept']) ?? 'neither';
  return form === 'json' ? work(event) : wanted.run(form, work, event);
}

/** In which form to answer this request. */
export function wantedForm(): Form {
  refuseUnacceptable();
  return wanted.getStore() === 'protobuf' ? 'protobuf' : 'json';
}

/** Before anything was done, where an answer could not be given afterwards. */
export function refuseUnacceptable(): void {
  if (wanted.getStore() === 'neither') notAcceptable();
}

export function notAcceptable(): never {
  return refuse('not-acceptable', 'The answer is application/json or application/x-protobuf.');
}
