import type { IncomingHttpHeaders } from 'node:http';

/** What is compared: `tag` is the strong ETag of a file, quotes included. */
export interface Validators {
  tag: string;
  /** In whole seconds, as the header says it. */
  modifiedMs: number;
}

export type Wanted = 'whole' | 'unchanged' | 'precondition-failed';

/** RFC 9110 §13.2.2, for a file that is there. */
export function evaluate(headers: IncomingHttpHeaders, { tag, modifiedMs }: Validators): Wanted {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!names(ifMatch, tag)) return 'precondition-failed';
  } else {
    const notAfter = httpDate(headers['if-unmodified-since']);
    if (notAfter !== undefined && modifiedMs > notAfter) return 'precondition-failed';
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return names(ifNoneMatch.replaceAll('W/"', '"'), tag) ? 'unchanged' : 'whole';
  const since = httpDate(headers['if-modified-since']);
  return since !== undefined && modifiedMs <= since ? 'unchanged' : 'whole';
}

function names(list: string, tag: string): boolean {
  return list
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || one === tag);
}

export interface Range {
  start: number;
  /** Of the last byte, plus one. */
  end: number;
}

/**
 * The part that is asked for; undefined: the whole file. As NGINX decides it with `max_ranges 1`: what is no list of ranges
 * or lies beyond the end is unsatisfiable, and who asks for several parts gets the whole.
 */
export function rangeOf(
  headers: IncomingHttpHeaders,
  bytes: number,
  validators: Validators,
): Range | 'unsatisfiable' | undefined {
  const given = headers.range;
  if (given === undefined || !/^bytes=./i.test(given) || !isStill(headers['if-range'], validators)) return undefined;
  const satisfiable: Range[] = [];
  for (const one of given.slice('bytes='.length).split(',')) {
    const [, from, to] = /^ *(\d{1,15}) *- *(\d{1,15})? *$/.exec(one) ?? [];
    const [, last] = /^ *- *(\d{1,15}) *$/.exec(one) ?? [];
    if (from === undefined && last === undefined) return 'unsatisfiable';
    const start = from === undefined ? Math.max(0, bytes - Number(last)) : Number(from);
    const end = to === undefined ? bytes : Math.min(bytes, Number(to) + 1);
    if (start < end) satisfiable.push({ start, end });
  }
  const [only, another] = satisfiable;
  if (another) return undefined;
  return only ?? 'unsatisfiable';
}

/** If-Range: a part fits only what the caller has already. A date has to be the very same. */
function isStill(ifRange: string | string[] | undefined, { tag, modifiedMs }: Validators): boolean {
  if (ifRange === undefined) return true;
  if (typeof ifRange !== 'string') return false;
  return ifRange.endsWith('"') ? ifRange === tag : httpDate(ifRange) === modifiedMs;
}

const day = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/** What is no date is not there. JavaScript would take much else for one, and the old form without a zone for local time. */
function httpDate(text: string | undefined): number | undefined {
  if (text === undefined || !day.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
