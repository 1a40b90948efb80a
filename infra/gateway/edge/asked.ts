import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyContextConfig } from 'fastify';
import { preferredForm } from '../../../functions/_http/accept.ts';
import { versionIn } from '../../../functions/_http/min-version.ts';

/** What is asked for, and all that its answer may depend on. */
export interface Asked {
  key: string;
  /** Path and query in their canonical form. */
  url: string;
  isPage: boolean;
  accept: string;
  /** The only host that pages are written for. */
  host: string;
  minVersion: bigint | undefined;
  isInvented: boolean;
}

/** Not for this cache at all; for it, and to be passed by; or to be answered by it. */
export type Reading = undefined | 'bypass' | Asked;

const accepts = { json: 'application/json', protobuf: 'application/x-protobuf', html: 'text/html' };
type Form = keyof typeof accepts;

/** Both names that the session's cookie has. */
const session = /(?:^|[;,\s])(?:__Host-)?colophon_session\s*=/i;
const version = /^(?:0|[1-9]\d{0,19})$/;
/** Whoever reads such an address might make another one of it: dots and slashes are resolved, characters escaped. */
const odd = /^[^?]*(?:\/\/|\/(?:\.|%2e)|\\)|["#'<>^`{|}]|[^!-~]/i;
/** Far longer ones are nobody's. */
const longestUrl = 2_000;

/** @param publicHost where readers reach the site; where that is not set, each host has pages of its own */
export function readAsked(
  { method, url = '', headers }: IncomingMessage,
  { door, isWeb }: FastifyContextConfig,
  publicHost: string | undefined,
): Reading {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (door ? !door.functionName.startsWith('cache-read-') : !isWeb) return undefined;
  const target = targetOf(url);
  if (isWeb && target.isAsset) return undefined;
  if (isForOne(headers) || target.isOdd) return 'bypass';
  if (isWeb && target.isStudio) return 'bypass';
  const form = isWeb ? pageForm(target, headers.accept) : apiForm(headers.accept);
  const given = headers['min-version'] as string | undefined;
  if (form === undefined || (given !== undefined && !version.test(given))) return 'bypass';
  const { canonical } = target;
  const host = isWeb === true && publicHost === undefined ? (headers.host ?? '') : '';
  return {
    // Made once where it can be: of a new text a map has to find out anew where it stands.
    key: host === '' ? (target.keys[form] ??= `${form} ${canonical}`) : `${form} ${host} ${canonical}`,
    url: canonical,
    isPage: isWeb === true,
    accept: accepts[form],
    host: publicHost ?? headers.host ?? '',
    minVersion: given === undefined ? versionIn(headers.cookie ?? '') : BigInt(given),
    isInvented: target.isInvented,
  };
}

/** Who shows who they are, or asks in a way that only the door itself understands, is not answered with what others were. */
function isForOne(headers: IncomingHttpHeaders): boolean {
  return (
    headers.authorization !== undefined ||
    (headers.cookie !== undefined && session.test(headers.cookie)) ||
    headers['if-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined ||
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  );
}

/** What a request target says, whoever asks for it. */
interface Target {
  canonical: string;
  /** Named by their content, with headers of their own: there is nothing to gain. */
  isAsset: boolean;
  isStudio: boolean;
  isOdd: boolean;
  isOfOneForm: boolean;
  isInvented: boolean;
  /** Of what is the same whatever host was asked for. */
  keys: Partial<Record<Form, string>>;
}

/** Readers ask for the same few again and again; a stranger may ask for any. */
const targets = new Map<string, Target>();
const targetsAtMost = 1_000;

function targetOf(url: string): Target {
  const known = targets.get(url);
  if (known) return known;
  const target = readTarget(url);
  if (url.length > 500) return target;
  if (targets.size >= targetsAtMost) targets.clear();
  targets.set(url, target);
  return target;
}

function readTarget(url: string): Target {
  const mark = url.indexOf('?');
  const canonical = mark < 0 ? url : url.slice(0, mark) + canonicalQuery(url.slice(mark + 1));
  return {
    canonical,
    isAsset: url.startsWith('/_app/'),
    isStudio: isStudioOf(url),
    isOdd: !url.startsWith('/') || url.length > longestUrl || odd.test(url),
    isOfOneForm: isOfOneForm.test(url),
    isInvented: canonical.includes('?') || canonical.includes('%'),
    keys: {},
  };
}

/** However it is spelled. */
function isStudioOf(url: string): boolean {
  if (!url.includes('%')) return inStudio.test(url);
  try {
    return inStudio.test(decodeURIComponent(url.split('?', 1)[0]!));
  } catch {
    return true;
  }
}

const inStudio = /^\/+studio(?:[/?]|$)/i;

/**
 * A path of the web with a dot in its last name is that of a feed, an image, a text: there it has one form, whatever readers
 * accept. The web is asked for all of them as for pages, so it cannot answer by what the key does not hold.
 */
function pageForm(target: Target, accept: string | undefined): Form | undefined {
  if (target.isOfOneForm) return 'html';
  return accept === undefined || /text\/(?:html|\*)|\*\/\*/.test(accept) ? 'html' : undefined;
}

const isOfOneForm = /^[^?]*\.\w+(?:$|\?)/;

/** Callers send a handful of them; a stranger may send any. */
const known = new Map<string, Form | undefined>();
const knownAtMost = 100;

function apiForm(accept: string | undefined): Form | undefined {
  if (accept === undefined || accept === '*/*' || accept === accepts.json) return 'json';
  if (known.has(accept)) return known.get(accept);
  const form = preferredForm(accept);
  if (known.size < knownAtMost && accept.length < 500) known.set(accept, form);
  return form;
}

/** Members by name; those of one name keep their order, which means something. */
function canonicalQuery(query: string): string {
  const members = query.split('&').filter((member) => member !== '');
  if (members.length === 0) return '';
  if (members.length > 1) members.sort((one, other) => compare(nameOf(one), nameOf(other)));
  return `?${members.join('&')}`;
}

function nameOf(member: string): string {
  return member.split('=', 1)[0]!;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
