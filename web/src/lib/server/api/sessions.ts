import type { RequestEvent } from '@sveltejs/kit';
import type {
  Account_SignIn,
  ApiToken_Scope,
  ApiTokenJson,
  NewApiTokenJson,
  PasskeyJson,
  SessionJson,
  SignedInJson,
  SignInAnswerJson,
} from '../../../../../proto/gen/colophon/identity/v1/identity_pb.js';
import { askAsAuthor, seeAsAuthor, type Outcome } from './author.ts';
import type { Whole } from './whole.ts';

export type Session = Whole<SessionJson>;
export type Passkey = Whole<Omit<PasskeyJson, 'lastUsedAt'>> & { lastUsedAt?: string };
export type Token = Whole<Omit<ApiTokenJson, 'expiresAt' | 'lastUsedAt'>> & { expiresAt?: string; lastUsedAt?: string };
export type SignIn = Exclude<keyof typeof Account_SignIn, 'UNSPECIFIED'>;
export type Scope = Exclude<keyof typeof ApiToken_Scope, 'UNSPECIFIED'>;

/** Who asks, if anybody. */
export function whoIsHere(event: RequestEvent): Promise<Outcome<SignedInJson>> {
  return askAsAuthor(event, { method: 'GET', path: ['session'] });
}

export function signIn(event: RequestEvent, email: string, password: string): Promise<Outcome<SignInAnswerJson>> {
  return askAsAuthor(event, { method: 'POST', path: ['session'], body: { email, password } });
}

export function signOut(event: RequestEvent): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['session'] });
}

export interface SetUp {
  token: string;
  email: string;
  name: string;
  password: string;
}

export function setUp(event: RequestEvent, body: SetUp): Promise<Outcome<SignedInJson>> {
  return askAsAuthor(event, { method: 'POST', path: ['session', 'setup'], body });
}

export function changePassword(
  event: RequestEvent,
  body: { presentPassword: string; password: string },
): Promise<Outcome<SignedInJson>> {
  return askAsAuthor(event, { method: 'PUT', path: ['session', 'password'], body });
}

/** What a sign-in needs. */
export function changeSignIn(event: RequestEvent, needed: SignIn): Promise<Outcome<SignedInJson>> {
  return askAsAuthor(event, { method: 'PUT', path: ['session', 'sign-in'], body: { signIn: needed } });
}

export async function listSessions(event: RequestEvent): Promise<Session[]> {
  return (await seeAsAuthor<{ items: Session[] }>(event, 'sessions')).items;
}

export function endSession(event: RequestEvent, id: string): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['sessions', id] });
}

export async function listPasskeys(event: RequestEvent): Promise<Passkey[]> {
  return (await seeAsAuthor<{ items: Passkey[] }>(event, 'session', 'passkeys')).items;
}

export function deletePasskey(event: RequestEvent, id: string): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['session', 'passkeys', id] });
}

export async function listTokens(event: RequestEvent): Promise<Token[]> {
  return (await seeAsAuthor<{ items: Token[] }>(event, 'api-tokens')).items;
}

export function createToken(
  event: RequestEvent,
  body: { name: string; scopes: Scope[]; expiresAt?: string },
): Promise<Outcome<NewApiTokenJson>> {
  return askAsAuthor(event, { method: 'POST', path: ['api-tokens'], body });
}

export function deleteToken(event: RequestEvent, id: string): Promise<Outcome<unknown>> {
  return askAsAuthor(event, { method: 'DELETE', path: ['api-tokens', id] });
}
