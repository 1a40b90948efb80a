import { connect } from 'node:net';

/**
 * Asks one address again and again on some connections, and tells how many bytes of answers came in a second. autocannon
 * takes longer to read an answer of megabytes than either server takes to send it, so it would measure itself; this reads into the
 * same memory each time and looks at nothing but the head.
 */
const [url = '', seconds = '5', connections = '4'] = process.argv.slice(2);
const { hostname, port, pathname, host } = new URL(url);
const request = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const endOfHead = Buffer.from('\r\n\r\n');
let bytes = 0;

function fail(because: string): never {
  process.stderr.write(`${url}: ${because}\n`);
  process.exit(1);
}

function open(): void {
  /** Of the body that is under way; undefined while a head is. */
  let left: number | undefined;
  let head = Buffer.alloc(0);
  const read = (length: number, memory: Uint8Array): boolean => {
    let chunk = Buffer.from(memory.buffer, memory.byteOffset, length);
    while (chunk.length > 0) {
      if (left === undefined) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(endOfHead);
        if (end < 0) return true;
        left = lengthOf(head.toString('latin1', 0, end));
        chunk = head.subarray(end + endOfHead.length);
        head = Buffer.alloc(0);
      }
      const taken = Math.min(left, chunk.length);
      bytes += taken;
      left -= taken;
      chunk = chunk.subarray(taken);
      if (left > 0) continue;
      left = undefined;
      socket.write(request);
    }
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(256 * 1024), callback: read };
  const socket = connect({ host: hostname, port: Number(port), onread }, () => socket.write(request));
  socket.on('error', (error) => fail(error.message)).on('close', () => fail('the connection was closed'));
}

function lengthOf(head: string): number {
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined) fail(`answered ${head.split('\r\n')[0]}`);
  return Number(length);
}

const begun = performance.now();
for (let number = 0; number < Number(connections); number++) open();
setTimeout(
  () => {
    process.stdout.write(`${Math.round((bytes * 1000) / (performance.now() - begun))}\n`);
    process.exit(0);
  },
  Number(seconds) * 1000,
);
