import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadKey } from '../../../functions/_keys/object-key.ts';
import type { Built } from '../../../functions/_redis/entry.ts';
import { Random } from '../../prove/interleavings/random.ts';
import { databaseUnderTest } from '../database-under-test.ts';
import { attempt, changeColumn, type Done, insertRow, removeRow } from './change.ts';
import { type Column, contentColumns } from './columns.ts';
import { content } from './content.ts';
import { build, kindOf, readables } from './readables.ts';

// `TAGS_SEED` repeats the changes of a run, `TAGS_ROUNDS` makes more of them.
const seed = Number(process.env['TAGS_SEED'] ?? Date.now() % 1_000_000);
const rounds = Number(process.env['TAGS_ROUNDS'] ?? 1);

/** Objects that are built of one row, with the table of it. A change of that row costs what shows it, and no more. */
const builtOfOneRow: Record<string, string> = { site: 'sites', project: 'projects', post: 'posts' };
/** Columns that decide where a row stands among others: what comes next to it is built of more than one row. */
const placing = new Set(['posts.id', 'posts.project_id', 'posts.node_id', 'posts.status', 'posts row']);

/** Columns that follow from others: no hand may write them. */
const outOfReach = new Set([
  'nodes.parent_path',
  'nodes.parent_sort_key',
  'nodes.type',
  'posts.path',
  'posts.sort_key',
  'sites.id',
  'techstack_collections.category_name',
  'techstack_items.category_name',
  'techstack_items.collection_name',
]);

/** A trigger empties them when posts are emptied. */
const emptiedWithPosts = new Set(['post_tags', 'search_documents']);

const db = databaseUnderTest();
const figures = new Map<string, { changed: number; invalidated: number }>();
let columns: Column[];
let built = new Map<string, Built>();

beforeAll(async () => {
  columns = await contentColumns(db.sql);
});
afterAll(() => {
  const lines = [...figures].map(([what, { changed, invalidated }]) => `  ${what}: ${invalidated} / ${changed}\n`);
  process.stdout.write(`tags of seed ${seed}: objects invalidated / changed\n${lines.toSorted().join('')}`);
});

async function seedContent(): Promise<void> {
  const tables = [...new Set(columns.map(({ table }) => table))].filter((table) => !emptiedWithPosts.has(table));
  await db.sql(`truncate ${tables.join(', ')}, imported_files cascade`);
  for (const statement of content) await db.sql(statement);
  built = new Map();
}

/** What each of these is now; from before, where nothing has changed since. As many at a time as there are connections. */
async function look(keys: Map<string, ReadKey>, known = new Map<string, Built>()): Promise<Map<string, Built>> {
  const found = new Map<string, Built>();
  const waiting = [...keys];
  const lookOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      found.set(next[0], known.get(next[0]) ?? (await build(next[1])));
  };
  await Promise.all(Array.from({ length: 8 }, lookOn));
  return found;
}

/** Does it, and holds what was announced against everything that readers may ask for. */
async function examine(label: string, table: string, act: () => Promise<Done | undefined>): Promise<Done | undefined> {
  const keys = await readables(db.sql);
  const before = await look(keys, built);
  const done = await act();
  const after = await look(keys);
  built = after;
  if (!done) return undefined;
  for (const [name, was] of before) {
    const is = after.get(name)!;
    const changed = was.status !== is.status || was.body !== is.body;
    const invalidated = was.tags.some((tag) => done.announced.has(tag));
    const told = `${done.what}\n  announced ${[...done.announced].join(' ')}\n  and not ${name} of ${was.tags.join(' ')}`;
    if (changed) expect(invalidated, told).toBe(true);
    // What is not built anew keeps its tags: they must still be those of everything that it is built from.
    if (!invalidated)
      expect(
        is.tags.filter((tag) => !was.tags.includes(tag)),
        `${told}: new tags`,
      ).toEqual([]);
    count(name, was.status, label, table, changed, invalidated);
  }
  return done;
}

function count(name: string, status: number, label: string, table: string, changed: boolean, invalidated: boolean) {
  const kind = kindOf(name);
  const isOwn = status === 200 && builtOfOneRow[kind] === table && !placing.has(label);
  const what = isOwn ? `one row, ${kind}` : status === 200 ? `many rows, ${kind}` : String(status);
  const figure = figures.get(what) ?? { changed: 0, invalidated: 0 };
  figures.set(what, {
    changed: figure.changed + Number(changed),
    invalidated: figure.invalidated + Number(invalidated),
  });
}

test('the catalog was found', () => {
  expect(columns.length).toBeGreaterThan(50);
});

describe(`what changes is announced: seed ${seed}`, () => {
  test('each column of each content table, and its rows that come and go', { timeout: 600_000 }, async () => {
    const unchanged = new Set(columns.map(({ table, name }) => `${table}.${name}`));
    for (let round = 0; round < rounds; round++) {
      const random = new Random(seed + round);
      for (const table of new Set(columns.map((column) => column.table))) {
        await seedContent();
        const own = columns.filter((column) => column.table === table);
        for (const column of own.toSorted(() => random.next() - 0.5)) {
          const label = `${table}.${column.name}`;
          const done = await examine(label, table, () => changeColumn(db.sql, column, random));
          if (done) unchanged.delete(label);
        }
        await examineRows(table, own, random);
      }
    }
    // What came before it may have left no row that takes another value.
    for (const column of columns) {
      const label = `${column.table}.${column.name}`;
      if (!unchanged.has(label) || outOfReach.has(label)) continue;
      await seedContent();
      if (await examine(label, column.table, () => changeColumn(db.sql, column, new Random(seed))))
        unchanged.delete(label);
    }
    expect([...unchanged].toSorted(), 'columns that took no other value').toEqual([...outOfReach].toSorted());
  });

  test('of what is built of one row, few more are invalidated than changed', () => {
    const own = [...figures].filter(([what]) => what.startsWith('one row'));
    expect(own.map(([what]) => what).toSorted()).toEqual(
      Object.keys(builtOfOneRow)
        .map((kind) => `one row, ${kind}`)
        .toSorted(),
    );
    for (const [what, { changed, invalidated }] of own) {
      expect(changed, what).toBeGreaterThan(0);
      expect(invalidated / changed, what).toBeLessThanOrEqual(1.2);
    }
  });
});

test('that a trigger is disabled would be found', async () => {
  await seedContent();
  await db.sql('alter table posts disable trigger announce');
  const withdraw = () =>
    attempt(db.sql, `update posts set status = 'draft' where title = 'Title of inner' returning 1`, []);
  await expect(
    examine('posts.status', 'posts', async () => ({ what: 'a post is withdrawn', announced: (await withdraw())! })),
  ).rejects.toThrow('a post is withdrawn');
  await db.sql('alter table posts enable always trigger announce');
});

async function examineRows(table: string, own: Column[], random: Random): Promise<void> {
  let kept: Record<string, unknown> | undefined;
  await examine(`${table} row`, table, async () => {
    const removed = await removeRow(db.sql, own[0]!, random);
    kept = removed?.kept;
    return removed;
  });
  if (!kept) return;
  const row = kept;
  const names = own.map(({ name }) => name);
  await examine(`${table} row`, table, () => insertRow(db.sql, own[0]!, row, names));
}
