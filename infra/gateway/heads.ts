import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderValue } from './plugin.ts';

/** Where Node keeps the head of an answer until it goes out with the first bytes of the body. */
type WithHead = ServerResponse & { _header?: string | null };

const statusLine = 'HTTP/1.1 200 OK\r\n';
/** What Node adds holds the date, which changes by the second. */
const keptMs = 500;
/** RFC 9110: 5.6.2 of names, 5.5 of values. They are Node's own rules, too. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const unfit = /[^\t\x20-\x7e\x80-\xff]/;
/** Of these Node draws conclusions: where an answer ends, what becomes of its connection. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'trailer', 'date', 'expect', 'upgrade'];
const mostNames = 200;

/**
 * Heads of answers from memory. Node's `writeHead` looks at each header for what it may mean for the connection, which takes
 * longer than all else about a hit. Of usual answers we know: whole, of known length, on a connection that goes on. Their heads
 * are put together here and left where `writeHead` leaves them, which is no public place; so it does one of them every half
 * second, and only while it is ours letter by letter, and what Node added behind it, are the next ones written here. Should Node
 * change its ways, all are written by `writeHead` again.
 */
export class Heads {
  #added = '';
  #untilMs = 0;
  readonly #names = new Set<string>();

  /** As `writeHead` with this response's status: what cannot be sent throws. @param headers name after value, in small letters */
  write(request: IncomingMessage, response: ServerResponse, headers: HeaderValue[]): void {
    const head = isUsual(request, response) ? this.#headOf(headers) : undefined;
    if (head !== undefined && performance.now() < this.#untilMs) {
      (response as WithHead)._header = head + this.#added;
      return;
    }
    response.writeHead(response.statusCode, headers as string[]);
    if (head !== undefined) this.#learn(head, (response as WithHead)._header);
  }

  #learn(head: string, written: unknown): void {
    if (typeof written !== 'string' || !written.startsWith(head)) return;
    const added = written.slice(head.length);
    if (!/^Date: [^\r\n]+\r\nConnection: keep-alive\r\n(?:Keep-Alive: [^\r\n]+\r\n)?\r\n$/.test(added)) return;
    this.#added = added;
    this.#untilMs = performance.now() + keptMs;
  }

  /** @returns undefined of what Node had better look at */
  #headOf(headers: HeaderValue[]): string | undefined {
    let head = statusLine;
    let hasLength = false;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string;
      const value = headers[at + 1];
      if (typeof value !== 'string' || unfit.test(value) || !this.#isUsualName(name)) return undefined;
      if (name === 'content-length') hasLength = true;
      head += `${name}: ${value}\r\n`;
    }
    return hasLength ? head : undefined;
  }

  #isUsualName(name: string): boolean {
    if (this.#names.has(name)) return true;
    if (!token.test(name) || ofConnection.includes(name) || this.#names.size >= mostNames) return false;
    this.#names.add(name);
    return true;
  }
}

function isUsual({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
  return (
    method === 'GET' &&
    response.statusCode === 200 &&
    response.shouldKeepAlive &&
    !response.statusMessage &&
    response.getHeaderNames().length === 0 &&
    // Nor is a caller of HTTP/1.0 usual, who has to ask for a connection that goes on.
    headers.connection === undefined
  );
}
