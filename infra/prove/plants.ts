import type { ViolationKind } from './model.ts';

interface Edit {
  /** How the file's address ends. */
  file: string;
  from: string;
  to: string;
}

export interface Plant {
  name: string;
  /** What goes wrong because of it. */
  says: string;
  /** As what the proof finds it: one that found anything else would have found something else. */
  shows: ViolationKind;
  edits: Edit[];
  /** Run on the database before the authors begin. */
  sql?: string;
}

const cacheScripts = '/functions/_redis/scripts.ts';
const transactions = '/functions/_postgres/transaction.ts';

/** Bugs that have been seen in systems like this one. Each is one thoughtless edit away, and each must be found within a minute. */
export const plants: Plant[] = [
  {
    name: 'no-fence',
    says: 'a builder that was slow stores what has become stale meanwhile',
    shows: 'stale',
    edits: [
      {
        file: cacheScripts,
        from: `    if not holds(s, xid) then
      redis.call('DEL', k.lease .. name)`,
        to: `    if false then
      redis.call('DEL', k.lease .. name)`,
      },
    ],
  },
  {
    name: 'no-outbox',
    says: 'a write leaves no event',
    shows: 'stale',
    edits: [],
    sql: 'alter table posts disable trigger announce',
  },
  {
    name: 'ack-before-commit',
    says: 'the author hears that it is saved before it is',
    shows: 'own write',
    edits: [
      {
        file: transactions,
        from: 'return lend(role, async (client) => {\n    try {',
        to: 'return new Promise<T>((answer, fail) => lend(role, async (client) => {\n    try {',
      },
      {
        file: transactions,
        from: `await client.query('commit');`,
        to: `answer(result); await new Promise((passed) => setTimeout(passed, 40)); await client.query('commit');`,
      },
      {
        file: transactions,
        from: `  }).catch((error: unknown) => refuseTrouble(error));\n}\n\n/** Runs \`work\` so`,
        to: `  }).catch((error: unknown) => refuseTrouble(error)).then(answer, fail));\n}\n\n/** Runs \`work\` so`,
      },
    ],
  },
  {
    name: 'ack-before-invalidate',
    says: 'the queue is told that an event was handled before it is',
    shows: 'stale',
    edits: [
      {
        file: '/functions/cache-sync/handler.ts',
        from: 'const outcome = await invalidated(event, leftMs);',
        to: `const outcome = ''; void invalidated(event, leftMs).catch(() => undefined);`,
      },
    ],
  },
  {
    name: 'delete-before-send',
    says: 'the relay forgets events before the queue has taken them',
    shows: 'stale',
    edits: [
      {
        file: '/functions/_postgres/events/outbox.ts',
        from: `await step('outbox-relay.read');`,
        to: 'await deleteRows(client, rows.map(({ id }) => id));',
      },
    ],
  },
  {
    name: 'deaf-edge',
    says: 'the gateway’s own cache does not take in what became stale',
    shows: 'stale',
    edits: [
      {
        file: '/infra/gateway/edge/subscription.ts',
        from: 'this.#listener.hear(readEvent(text))',
        to: 'void readEvent(text)',
      },
    ],
  },
  {
    name: 'no-min-version',
    says: 'the version of one’s own write is not asked for',
    shows: 'own write',
    edits: [
      {
        file: '/functions/cache-read/_obtain.ts',
        from: 'version === undefined || version === 0n || holds(snapshotOf(object), version - 1n)',
        to: 'object !== undefined || holds(snapshotOf(object), version ?? 0n)',
      },
    ],
  },
  {
    name: 'no-idempotency',
    says: 'a request that is sent again is done again',
    shows: 'refused',
    edits: [
      {
        file: '/functions/database-write/_write.ts',
        from: 'const earlier = key && (await claim(',
        to: 'const earlier = undefined && (await claim(',
      },
    ],
  },
];
