/** The closed set of answers that say no. Everything else that is thrown is a fault. */
export const refusalStatus = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
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
  readonly headers: Record<string, string>;
  /** Members of the problem besides those that every one has. */
  readonly extensions: Record<string, unknown>;

  constructor(
    value: RefusalValue,
    more: { current?: unknown; headers?: Record<string, string>; extensions?: Record<string, unknown> } = {},
  ) {
    super(value.detail);
    this.name = 'Refusal';
    this.kind = value.kind;
    this.violations = value.violations;
    this.current = more.current;
    this.headers = more.headers ?? {};
    this.extensions = more.extensions ?? {};
  }

  toValue(): RefusalValue {
    return { kind: this.kind, detail: this.message, ...(this.violations && { violations: this.violations }) };
  }
}

/** Ends the handler with an answer that we mean to give. */
export function refuse(kind: RefusalKind, detail: string, violations?: Violation[]): never {
  throw new Refusal({ kind, detail, ...(violations && { violations }) });
}
