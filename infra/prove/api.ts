/** What came of a request; a status of 0 says that none came. */
export interface Answer {
  status: number;
  body: string;
  headers: Headers;
}

const patienceMs = 6_000;

/** One request, answered, cut off or given up. It never throws: that nothing comes is what these programs are about. */
export async function ask(url: string, request: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, body: await response.text(), headers: response.headers };
  } catch {
    return { status: 0, body: '', headers: new Headers() };
  }
}

/** The author's requests. */
export class Api {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = `${url}/api/v1`;
    this.#token = token;
  }

  send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}
