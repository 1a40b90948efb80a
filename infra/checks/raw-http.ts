import { connect, type Socket } from 'node:net';

/** What a server sent, read without believing in it: bytes are kept, and no header is joined or dropped. */
export interface RawResponse {
  status: number;
  /** In the order in which they came, names in lower case. */
  headers: [string, string][];
  body: Buffer;
}

/** Sends bytes as they are and takes everything until the connection ends, or until nothing has come for a while. */
export function exchange(port: number, sent: string | Buffer, silenceMs = 20_000): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent);
  return receiveAll(socket, silenceMs);
}

export function receiveAll(socket: Socket, silenceMs = 20_000): Promise<Buffer> {
  const received: Buffer[] = [];
  return new Promise((resolve) => {
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('data', (chunk) => received.push(chunk));
    // Whoever is refused while it still sends may see its connection reset; what came before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

/** The responses in a stream of bytes, one after the other. What is no response ends the list. */
export function responsesIn(received: Buffer, methods: string[] = []): RawResponse[] {
  const responses: RawResponse[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const [start = '', ...lines] = rest.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(start)?.[1]);
    if (end < 0 || !status) return responses;
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const bodiless = status < 200 || status === 204 || status === 304 || methods[responses.length] === 'HEAD';
    const [body, after] = bodiless
      ? [Buffer.alloc(0), rest.subarray(end + 4)]
      : bodyOf(headers, rest.subarray(end + 4));
    responses.push({ status, headers, body });
    rest = after;
  }
}

export function responseIn(received: Buffer, method = 'GET'): RawResponse {
  const response = responsesIn(received, [method])[0];
  if (!response) throw new Error(`No response: ${received.toString('latin1').slice(0, 200)}`);
  return response;
}

export function headersOf({ headers }: RawResponse, name: string): string[] {
  return headers.filter(([each]) => each === name).map(([, value]) => value);
}

function bodyOf(headers: [string, string][], rest: Buffer): [body: Buffer, after: Buffer] {
  const value = (name: string) => headers.find(([each]) => each === name)?.[1];
  if (value('transfer-encoding') === 'chunked') return chunksOf(rest);
  const length = value('content-length');
  const end = length === undefined ? rest.length : Number(length);
  return [rest.subarray(0, end), rest.subarray(end)];
}

function chunksOf(rest: Buffer): [body: Buffer, after: Buffer] {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    const size = Number.parseInt(rest.subarray(at, line).toString('latin1'), 16);
    if (line < 0 || !(size > 0)) return [Buffer.concat(chunks), line < 0 ? Buffer.alloc(0) : rest.subarray(line + 4)];
    chunks.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
