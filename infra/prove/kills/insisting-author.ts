import { setTimeout as pause } from 'node:timers/promises';

export interface Write {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Longer than any part is away. */
const patienceMs = 60_000;

/** The author as a careful script is: what was not answered is sent again, as the same write. */
export class InsistingAuthor {
  readonly #api: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#api = `${url}/api/v1`;
    this.#token = token;
  }

  /** Sends it once. Undefined: nothing is known of it, for no answer came. */
  async once(write: Write, key: string): Promise<Response | undefined> {
    const { method, path, body, headers } = write;
    try {
      const answer = await fetch(`${this.#api}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          'idempotency-key': key,
          'if-match': '*',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      // An answer that is cut off is none.
      const whole = await answer.arrayBuffer();
      return new Response(whole.byteLength === 0 ? null : whole, { status: answer.status, headers: answer.headers });
    } catch {
      return undefined;
    }
  }

  /** Until it is acknowledged. */
  async insist(write: Write, key: string = crypto.randomUUID()): Promise<Response> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.once(write, key);
      if (answer?.ok) return answer;
      if (answer !== undefined && answer.status < 500)
        throw new Error(`${write.method} ${write.path} was answered ${answer.status}: ${await answer.text()}`);
      if (performance.now() > giveUpAt) throw new Error(`${write.method} ${write.path} was not acknowledged.`);
      await pause(100);
    }
  }

  async insistOn<Answer>(write: Write): Promise<Answer> {
    return (await (await this.insist(write)).json()) as Answer;
  }

  /** @returns its id, and where readers of the API find it */
  async publish(project: string, post: Record<string, unknown>): Promise<{ id: string; path: string }> {
    const draft = await this.draft(project, post);
    await this.insist({ method: 'POST', path: `/posts/${draft.id}/publish` });
    return draft;
  }

  async draft(project: string, post: Record<string, unknown>): Promise<{ id: string; path: string }> {
    const { id: projectId } = await this.insistOn<{ id: string }>({ method: 'GET', path: `/projects/${project}` });
    const created = await this.insistOn<{ id: string; path: string }>({
      method: 'POST',
      path: `/projects/${projectId}/posts`,
      body: post,
    });
    return { id: created.id, path: `/api/v1/projects/${project}/posts/${created.path}` };
  }
}
