import { log } from '../../../functions/_env/log.ts';
import { CannotStart } from '../../services/cannot-start.ts';
import { askAuthorizer, readAuthorization } from '../authorizer.ts';
import { httpEvent } from '../http-event.ts';
import { definePlugin, type PluginReply, type PluginRequest } from '../plugin.ts';
import { plainPath } from '../plain-path.ts';
import { pathOf, sendProblem } from '../problem.ts';
import { configOf } from '../route-config.ts';
import type { Door } from '../routes.ts';
import { wantsPage } from '../wants-page.ts';

interface Settings {
  require: boolean;
  authorizer?: string;
  signIn: string;
}

interface Caller {
  author?: unknown;
  unverified?: unknown;
}

/** Through these one comes in, so they are never closed: what they show is anybody's. */
const wayIn = /^\/(?:api\/v1\/session(?:\/.*)?|studio\/setup|_app\/.*|healthz|readyz|favicon\.svg)$/;

/**
 * Keeps what it sees for the author: whoever shows no session and no token that is good gets 401, or, on their way to a page, is
 * led to where one signs in. Who is calling is said by the authorizer that serverless.yml declares, which a door that wants to
 * know as well does not ask a second time. With `require: false` nobody is kept out; the question is only asked early.
 */
export default definePlugin<Settings>({
  name: 'authentication',
  settings: {
    properties: {
      require: { type: 'boolean', default: true },
      authorizer: { type: 'string', minLength: 1 },
      signIn: { type: 'string', pattern: '^/[\\w/-]*$', default: '/studio/sign-in' },
    },
  },
  create({ require: isRequired, authorizer: given, signIn }, { doors }) {
    const authorizer = given ?? onlyOne(doors);
    if (given !== undefined && !doors.some((door) => door.authorizer === given))
      throw new CannotStart(`The plugin authentication: no route in serverless.yml has the authorizer ${given}.`);
    const leadsIn = (path: string) => wayIn.test(path) || path === signIn || path.startsWith(`${signIn}/`);
    const isOpen = (path: string) => leadsIn(path) && leadsIn(plainPath(path));
    // The web asks for a reader who was let in, or whose page is open to all.
    const looksAt = (request: PluginRequest) => !request.isInternal && !isOpen(pathOf(request.raw.url ?? ''));
    return {
      tries: looksAt,
      async request(request, reply) {
        if (!looksAt(request)) return;
        const asked = await ask(request, authorizer);
        if (!isRequired || asked === 'author') return;
        if (asked === 'unknown') return void sendProblem(reply, 503);
        turnAway(request, reply, signIn);
      },
      answer(request, reply) {
        // What only one may see is kept by no cache between us.
        if (isRequired && !isOpen(pathOf(request.raw.url ?? ''))) makePrivate(reply);
      },
    };
  },
});

function onlyOne(doors: Door[]): string {
  const names = [...new Set(doors.flatMap(({ authorizer }) => authorizer ?? []))];
  if (names.length === 1) return names[0]!;
  throw new CannotStart(
    `The plugin authentication: serverless.yml declares ${names.length === 0 ? 'no authorizer' : `several authorizers (${names.join(', ')})`}; name one in its settings.`,
  );
}

async function ask(request: PluginRequest, authorizer: string): Promise<'author' | 'nobody' | 'unknown'> {
  const { headers } = request.raw;
  if (headers.authorization === undefined && headers.cookie === undefined) return 'nobody';
  const event = httpEvent(request, configOf(request).door ?? elsewhere);
  const result = await askAuthorizer(request, authorizer, event, request.server.invoker);
  if (result.kind !== 'returned') {
    log.error({ requestId: request.id, function: authorizer, result }, 'no answer from the authorizer');
    return 'unknown';
  }
  const { isAuthorized, context } = readAuthorization(result.value);
  const { author, unverified } = (context ?? {}) as Caller;
  if (isAuthorized && unverified) return 'unknown';
  if (!isAuthorized || typeof author !== 'string' || author === '') return 'nobody';
  request.author = author;
  return 'author';
}

/** A page is no route of serverless.yml; for an authorizer it is one of `$default`. */
const elsewhere: Door = {
  functionName: '',
  routeKey: '$default',
  authorizer: undefined,
  method: undefined,
  url: '',
  greedy: undefined,
};

function turnAway(request: PluginRequest, reply: PluginReply, signIn: string): void {
  if (request.raw.method === 'GET' && wantsPage(request)) {
    if (request.attempt) request.attempt.isWrong = true;
    // From its first slash on it is an address of this origin.
    const next = `/${(request.raw.url ?? '').replace(/^[/\\]+/, '')}`;
    reply
      .code(303)
      .headers({ location: `${signIn}?next=${encodeURIComponent(next)}`, 'cache-control': 'no-store' })
      .send();
    return;
  }
  sendProblem(reply, 401, undefined, { 'www-authenticate': 'Bearer' });
}

function makePrivate(reply: PluginReply): void {
  const cacheControl = reply.getHeader('cache-control');
  if (cacheControl === undefined || !/no-store|private/i.test(String(cacheControl)))
    reply.header('cache-control', 'private, no-cache');
}
