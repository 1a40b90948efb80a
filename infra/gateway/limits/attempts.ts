import { addressOf } from '../caller.ts';
import { callerAt, credentialOf, KnownCredentials } from './callers.ts';
import { type Counter, type Limiter, refused } from './limiter.ts';
import type { PluginReply, PluginRequest } from '../plugin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A credential that this request brought along. */
    attempt: Attempt | undefined;
  }
}

interface Attempt {
  credential: string;
  counter: Counter;
  /** Whether it was counted when it came. */
  isCounted: boolean;
  guess: string | undefined;
  /** Somebody has looked at it, and led the caller to where one signs in, in place of a 401. */
  isWrong?: boolean;
}

/**
 * A bearer token that nobody has verified lately is a guess, and each guess counts as an attempt to sign in, before it is
 * tried; what turns out to be right is given back. While one is being tried, others with the same token are no guesses of
 * their own; but those that end in a 401 count as well.
 */
export class Attempts {
  readonly #known = new KnownCredentials();
  readonly #underWay = new Map<string, number>();
  readonly #login: Limiter;

  constructor(login: Limiter) {
    this.#login = login;
  }

  /** @returns whether the token may be tried */
  begin(request: PluginRequest, header: string): boolean | Promise<boolean> {
    const credential = credentialOf(header);
    const address = callerAt(addressOf(request));
    const counter = this.#login.counterOf(address);
    request.attempt = { credential, counter, isCounted: false, guess: undefined };
    if (this.#known.authorOf(credential) !== undefined) return true;
    const guess = `${address} ${credential}`;
    request.attempt.guess = guess;
    const others = this.#underWay.get(guess) ?? 0;
    this.#underWay.set(guess, others + 1);
    if (others > 0) return true;
    request.attempt.isCounted = true;
    const taken = this.#login.take(counter);
    if (typeof taken === 'number') return this.#taken(request, taken);
    return taken.then((left) => this.#taken(request, left));
  }

  /** The author, if this token was right a moment ago. */
  authorOf({ attempt }: PluginRequest): string | undefined {
    return attempt === undefined ? undefined : this.#known.authorOf(attempt.credential);
  }

  answered(request: PluginRequest, { statusCode }: PluginReply): void {
    const { attempt, author } = request;
    if (attempt === undefined) return;
    if (author !== undefined) this.#known.verify(attempt.credential, author);
    if (statusCode === 401 || attempt.isWrong) {
      this.#known.forget(attempt.credential);
      if (!attempt.isCounted) this.#login.add(attempt.counter);
    } else if (attempt.isCounted) this.#login.giveBack(attempt.counter);
    this.#end(attempt);
    request.attempt = undefined;
  }

  /** A caller that did not wait for its answer has had its attempt. */
  ended({ attempt }: PluginRequest): void {
    if (attempt !== undefined) this.#end(attempt);
  }

  #taken(request: PluginRequest, left: number): boolean {
    if (left !== refused) return true;
    // It was not tried.
    this.#end(request.attempt!);
    request.attempt = undefined;
    return false;
  }

  #end({ guess }: Attempt): void {
    if (guess === undefined) return;
    const others = (this.#underWay.get(guess) ?? 1) - 1;
    if (others > 0) this.#underWay.set(guess, others);
    else this.#underWay.delete(guess);
  }
}
