import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A credential as PublicKeyCredential.toJSON says it. */
export type SaidCredential = Record<string, unknown> & { id: string; response: Record<string, string> };

/** How this authenticator behaves; each is what an honest one does, unless a test says otherwise. */
export interface Manner {
  origin?: string;
  rpId?: string;
  isUserVerified?: boolean;
  counter?: number;
}

type Options = Record<string, unknown> & { challenge: string };

const text = (bytes: Buffer) => bytes.toString('base64url');

/** A passkey in software, for ceremonies without a browser: ES256, no attestation. */
export class Authenticator {
  readonly id = randomBytes(16);
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #origin: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
  }

  create(options: Options, manner: Manner = {}): SaidCredential {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, coseKey(this.#keys.publicKey)]);
    const authData = Buffer.concat([this.#authenticatorData(manner, 0x40), attested]);
    const attestationObject = map([
      [textItem('fmt'), textItem('none')],
      [textItem('attStmt'), map([])],
      [textItem('authData'), bytesItem(authData)],
    ]);
    return this.#said({
      clientDataJSON: text(this.#clientData('webauthn.create', options, manner)),
      attestationObject: text(attestationObject),
    });
  }

  get(options: Options, manner: Manner = {}): SaidCredential {
    this.#counter++;
    const clientData = this.#clientData('webauthn.get', options, manner);
    const authenticatorData = this.#authenticatorData(manner, 0);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return this.#said({
      clientDataJSON: text(clientData),
      authenticatorData: text(authenticatorData),
      signature: text(sign('sha256', signed, this.#keys.privateKey)),
    });
  }

  #said(response: Record<string, string>): SaidCredential {
    const id = text(this.id);
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  #clientData(type: string, { challenge }: Options, { origin = this.#origin }: Manner): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData({ rpId = new URL(this.#origin).hostname, isUserVerified = true, counter }: Manner, more: number) {
    const flags = 0x01 | (isUserVerified ? 0x04 : 0) | more;
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(counter ?? this.#counter, 1);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), head]);
  }
}

/** The public key as COSE has it: EC2, ES256, P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return map([
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytesItem(Buffer.from(x, 'base64url'))],
    [integer(-3), bytesItem(Buffer.from(y, 'base64url'))],
  ]);
}

// As much of CBOR as a passkey says.
function map(entries: [Buffer, Buffer][]): Buffer {
  return Buffer.concat([Buffer.of(0xa0 | entries.length), ...entries.flat()]);
}
const integer = (n: number) => Buffer.of(n >= 0 ? n : 0x20 | (-1 - n));
const textItem = (said: string) => Buffer.concat([Buffer.of(0x60 | said.length), Buffer.from(said)]);
const bytesItem = (bytes: Buffer) => Buffer.concat([lengthItem(bytes.length), bytes]);
const lengthItem = (length: number) =>
  length < 256 ? Buffer.of(0x58, length) : Buffer.of(0x59, length >> 8, length & 0xff);
