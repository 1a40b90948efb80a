import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Availability } from './availability.ts';
import { processes, type PartName, type Rig, services } from './rig.ts';

const everyMs = 100;
const patienceMs = 400;

/** Asks each part by itself, past every proxy, all the time, and keeps how long it was away. */
export class Probes {
  readonly availability = Object.fromEntries(
    [...services, ...processes].map((name) => [name, new Availability()]),
  ) as Record<PartName, Availability>;
  readonly #rig: Rig;
  readonly #clock: () => number;

  constructor(rig: Rig, clock: () => number) {
    this.#rig = rig;
    this.#clock = clock;
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(
      (Object.keys(this.availability) as PartName[]).map(async (name) => {
        while (!signal.aborted) {
          const askedMs = this.#clock();
          const isThere = await this.#isThere(name);
          this.availability[name].answered(isThere, askedMs, this.#clock());
          await pause(everyMs, undefined, { signal }).catch(() => undefined);
        }
      }),
    );
  }

  async #isThere(name: PartName): Promise<boolean> {
    // Each says something as soon as somebody speaks to it, even if only that it was not understood.
    if (name === 'redis') return answers(portOf(this.#rig.address('redis')), 'PING\r\n');
    if (name === 'postgres') return answers(portOf(this.#rig.address('postgres')), askForEncryption);
    const request = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    if (name === 'queue') return answers(portOf(this.#rig.address('queue')), request);
    const environment = this.#rig.described()?.environment;
    if (!environment) return false;
    const address = {
      gateway: this.#rig.url,
      'lambda-host': environment['LAMBDA_ENDPOINT'],
      web: environment['WEB_URL'],
    };
    return answers(portOf(address[name] ?? ''), request);
  }
}

/** Postgres's SSLRequest: eight bytes, answered with one, before anybody has to say who they are. */
const askForEncryption = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function portOf(address: string): number {
  return Number(URL.parse(address)?.port);
}

/** Whether anything comes back. */
function answers(port: number, question: string | Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(patienceMs, () => finish(false));
    socket.once('connect', () => socket.write(question));
    socket.once('data', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
