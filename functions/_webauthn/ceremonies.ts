import type { JsonObject } from '@bufbuild/protobuf';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { relyingParty } from './relying-party.ts';

/** A passkey as it is known here. */
export interface KnownPasskey {
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
}

export interface MadePasskey extends KnownPasskey {
  isSyncable: boolean;
  isBackedUp: boolean;
}

/** What comes from a browser: of any shape, until it has been verified. */
export type Credential = Record<string, unknown>;

/** What a browser is handed, and the challenge in it. */
export interface Options {
  challenge: string;
  publicKey: JsonObject;
}

const timeoutMs = 5 * 60_000;
/** The ones that every authenticator has: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

/** What an authenticator is to make a passkey of: one that is found without a name, and that asks who is there. */
export async function creationOptions(
  account: { id: string; email: string; name: string },
  known: KnownPasskey[],
): Promise<Options> {
  const options = await generateRegistrationOptions({
    rpName: 'Colophon',
    rpID: relyingParty().id,
    userID: new Uint8Array(Buffer.from(account.id)),
    userName: account.email,
    userDisplayName: account.name,
    timeout: timeoutMs,
    attestationType: 'none',
    excludeCredentials: known.map(described),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return asJson(options);
}

/** What a passkey is to sign. Who has shown nothing yet is told of no passkey: the authenticator finds its own. */
export async function requestOptions(known: KnownPasskey[] = []): Promise<Options> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id,
    timeout: timeoutMs,
    userVerification: 'required',
    ...(known.length > 0 && { allowCredentials: known.map(described) }),
  });
  return asJson(options);
}

/** The challenge that this answers, as it says itself: it is known if we gave it. Undefined where it says nothing. */
export function challengeIn(credential: Credential): string | undefined {
  try {
    const { clientDataJSON } = credential['response'] as { clientDataJSON: string };
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge: unknown };
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** The passkey that was made for this challenge; undefined for all else, whatever is wrong with it. */
export async function verifyCreation(credential: Credential, challenge: string): Promise<MadePasskey | undefined> {
  const { id, origin } = relyingParty();
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: credential as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(notVerified);
  if (!verified || !registrationInfo) return undefined;
  const { credential: made, credentialDeviceType, credentialBackedUp } = registrationInfo;
  return {
    credentialId: made.id,
    publicKey: made.publicKey,
    counter: made.counter,
    transports: transportsOf(made.transports),
    isSyncable: credentialDeviceType === 'multiDevice',
    isBackedUp: credentialBackedUp,
  };
}

/** What the passkey has counted and whether it is backed up, if it has signed this challenge; undefined for all else. */
export async function verifyRequest(
  credential: Credential,
  challenge: string,
  known: KnownPasskey,
): Promise<{ counter: number; isBackedUp: boolean } | undefined> {
  const { id, origin } = relyingParty();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: credential as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { ...described(known), publicKey: new Uint8Array(known.publicKey), counter: known.counter },
  }).catch(notVerified);
  if (!verified || !authenticationInfo) return undefined;
  return { counter: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp };
}

function asJson(options: { challenge: string }): Options {
  const publicKey = JSON.parse(JSON.stringify(options)) as JsonObject;
  return { challenge: options.challenge, publicKey };
}

function described({ credentialId, transports }: KnownPasskey) {
  return { id: credentialId, transports };
}

/** Words that browsers know; what else an authenticator says is not kept. */
function transportsOf(said: unknown): string[] {
  const known = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];
  return Array.isArray(said) ? known.filter((each) => said.includes(each)) : [];
}

/** The library throws at what is not as it should be, and at what has no shape at all. */
function notVerified(): { verified: false; registrationInfo?: undefined; authenticationInfo?: undefined } {
  return { verified: false };
}
