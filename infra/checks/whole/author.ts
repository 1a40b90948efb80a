import { expect } from 'vitest';

interface StudioPost {
  id: string;
  path: string;
  project: { slug: string };
}

/** The author at the API, with a token, as a script would be. */
export class Author {
  readonly #api: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#api = `${url}/api/v1`;
    this.#token = token;
  }

  /** A post that readers can see. @returns its id, and where readers of the API find it */
  async publish(
    project: string,
    post: { title: string; bodyMarkdown: string; tags?: string[] },
  ): Promise<{ id: string; path: string }> {
    const { id: projectId } = (await (await fetch(`${this.#api}/projects/${project}`)).json()) as { id: string };
    const slug = `post-${crypto.randomUUID()}`;
    const created = (await (
      await this.send('POST', `/projects/${projectId}/posts`, { ...post, slug })
    ).json()) as StudioPost;
    await this.post(`/posts/${created.id}/publish`);
    return { id: created.id, path: `/api/v1/projects/${project}/posts/${created.path}` };
  }

  /** Saves on top of what the studio shows now. @returns the version to ask readers' pages for */
  async change(id: string, change: Record<string, unknown>): Promise<{ version: string }> {
    const seen = await this.send('GET', `/studio/posts/${id}`);
    const saved = await this.send('PATCH', `/posts/${id}`, change, { 'if-match': seen.headers.get('etag')! });
    return { version: saved.headers.get('content-version')! };
  }

  async post(path: string): Promise<void> {
    await this.send('POST', path);
  }

  async remove(id: string): Promise<void> {
    await this.send('DELETE', `/posts/${id}`, undefined, { 'if-match': '*' });
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.send('GET', path)).json()) as Answer;
  }

  /** Until all that was written has come to the caches. @param also the pictures are made */
  async untilCalm({ timeout, also }: { timeout: number; also?: 'media' }): Promise<void> {
    const calm = { waiting: 0, inFlight: 0, oldestSeconds: 0 };
    const overview = () => this.get<object>('/ops/queue');
    const expected = { invalidation: calm, ...(also && { [also]: calm }) };
    // Twice: outbox and queue are not looked at in the same moment, between which one may hand over to the other.
    for (let count = 0; count < 2; count++) await expect.poll(overview, { timeout }).toMatchObject(expected);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${this.#api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }
}
