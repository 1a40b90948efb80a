import { close, read } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import type { Range } from './files-conditions.ts';

/**
 * Node has no sendfile, so what a file costs is copying and new buffers; those of 256 KB that are used again reached the
 * bytes of NGINX in the same run, where fs.createReadStream reached half. Beyond so many at once (readers that are slow
 * hold theirs) small ones do, so that a thousand readers hold no more than 70 MB.
 */
const largeBytes = 256 * 1024;
const smallBytes = 64 * 1024;
const mostLarge = 32;
const idle: Buffer[] = [];
let large = 0;

/** How long a reader may take nothing, as NGINX's send_timeout. */
const patienceMs = 60_000;

/** A part of an open file, which it closes. It is piped once. */
export class FileBody extends Readable {
  readonly #file: number;
  readonly #end: number;
  #position: number;
  #isPiped = false;
  #patience: NodeJS.Timeout | undefined;
  /** On its way to the destination. */
  #held: Buffer | undefined;
  #isReading = false;
  #afterReading: (() => void) | undefined;

  constructor(file: number, { start, end }: Range) {
    super();
    this.#file = file;
    this.#position = start;
    this.#end = end;
  }

  /** Not through the queue of a Readable: a buffer is free again when the destination says so, and Readable does not ask. */
  override pipe<T extends NodeJS.WritableStream>(destination: T): T {
    const writable = destination as unknown as Writable;
    this.#isPiped = true;
    this.#patience = setTimeout(() => writable.destroy(), patienceMs).unref();
    this.#readOn(writable);
    return destination;
  }

  /** Nothing is pushed but the end: what a file holds goes from pipe() to its destination. */
  override _read(): void {
    if (!this.#isPiped) this.destroy(new Error('The body of a file is piped.'));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#patience);
    // Where a connection was cut the system may be reading from it still, and nobody tells when it has done.
    if (this.#held) forget(this.#held);
    this.#held = undefined;
    const end = () => close(this.#file, () => done(error));
    // Whoever opens the next file may be given this number, which must not be while we read.
    if (this.#isReading) this.#afterReading = end;
    else end();
  }

  #readOn(destination: Writable): void {
    const buffer = borrow();
    this.#isReading = true;
    const length = Math.min(buffer.length, this.#end - this.#position);
    read(this.#file, buffer, 0, length, this.#position, (error, bytesRead) => {
      this.#isReading = false;
      if (this.destroyed || error || bytesRead === 0) {
        giveBack(buffer);
        // A file never changes under its name; one that was cut off all the same cannot be answered to its end.
        this.destroy(error ?? new Error('The file is shorter than it was.'));
        return this.#afterReading?.();
      }
      this.#position += bytesRead;
      this.#held = buffer;
      destination.write(buffer.subarray(0, bytesRead), (failure) => {
        // A failure is the destination's, which ends this as well.
        if (!failure && !this.destroyed) this.#written(buffer, destination);
      });
    });
  }

  #written(buffer: Buffer, destination: Writable): void {
    giveBack(buffer);
    this.#held = undefined;
    this.#patience?.refresh();
    if (this.#position < this.#end) return this.#readOn(destination);
    destination.end();
    this.push(null);
    this.resume();
  }
}

function borrow(): Buffer {
  const buffer = idle.pop();
  if (buffer) return buffer;
  if (large >= mostLarge) return Buffer.allocUnsafeSlow(smallBytes);
  large++;
  return Buffer.allocUnsafeSlow(largeBytes);
}

function giveBack(buffer: Buffer): void {
  if (buffer.length === largeBytes) idle.push(buffer);
}

function forget(buffer: Buffer): void {
  if (buffer.length === largeBytes) large--;
}
