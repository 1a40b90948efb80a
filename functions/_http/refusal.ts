/** The closed set of answers that say no. Everything else that is thrown is a fault. */
export const refusalStatus = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'sign-in-again': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  conflict: 409,
  'precondition-failed': 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'precondition-required': 428,
  unavailable: 503,
} as const;

export type RefusalKind = keyof typeof refusalStatus;

export interface Violation {
  /** The field's name as the caller wrote it, in camelCase, or '' for the whole. */
  field: string;
  issue: string;
}

/** Something that stands in the way of what was asked, such as what would be left without its place. */
export interface Blocking {
  /** What it is, as a word of the API: project, collection, item. */
  type: string;
  id: string;
  name: string;
}

/** How a refusal crosses from one function to another. */
export interface RefusalValue {
  kind: RefusalKind;
  detail: string;
  violations?: Violation[];
}

export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly violations: Violation[] | undefined;
  /** The state that stands in the way, for an answer 412. */
  readonly current: unknown;
  /** What stands in the way, for an answer 409. */
  readonly blocking: Blocking[] | undefined;
  /** How many there are altogether. */
  readonly blockingCount: number;
  readonly headers: Record<string, string>;

  constructor(
    value: RefusalValue,
    more: { current?: unknown; blocking?: Blocking[]; blockingCount?: number; headers?: Record<string, string> } = {},
  ) {
    super(value.detail);
    this.name = 'Refusal';
    this.kind = value.kind;
    this.violations = value.violations;
    this.current = more.current;
    this.blocking = more.blocking;
    this.blockingCount = more.blockingCount ?? more.blocking?.length ?? 0;
    this.headers = more.headers ?? {};
  }

  toValue(): RefusalValue {
    return { kind: this.kind, detail: this.message, ...(this.violations && { violations: this.violations }) };
  }
}

/** Ends the handler with an answer that we mean to give. */
export function refuse(kind: RefusalKind, detail: string, violations?: Violation[]): never {
  throw new Refusal({ kind, detail, ...(violations && { violations }) });
}

/**
 * Refuses to take away what others need, and names them: so many that one can see what it is, and how many there are.
 * `?cascade=true` is for those who mean it: see cascadeParameter.
 */
export function refuseBlocked(what: string, blocking: Blocking[], blockingCount = blocking.length): never {
  const detail = `${what} cannot be taken away while something needs it; with ?cascade=true that goes, too.`;
  throw new Refusal({ kind: 'conflict', detail }, { blocking: blocking.slice(0, 20), blockingCount });
}
