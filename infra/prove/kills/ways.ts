import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { pictureAs } from '../../checks/made-files.ts';
import { slugOf, type World } from './world.ts';

/** Arms a step, and sees to it that a process reaches it. @returns what is to be done when all are up again */
export type Way = (world: World, name: string) => Promise<(() => Promise<void>) | void>;

/** Somebody saves; on its way the event meets the step. */
const whenSaved: Way = async (world, name) => {
  world.armed.arm(name);
  await world.change(name);
};

/** The writer itself dies: nobody is told, and the same request is sent again. */
const whileSaving =
  (left: 'nothing' | 'all of it'): Way =>
  async (world, name) => {
    const before = await world.stateOf(name);
    const key = crypto.randomUUID();
    world.armed.arm(name);
    expect(await world.author.once(world.changeTo(name), key), 'it was not acknowledged').toBeUndefined();
    const after = {
      title: `After ${name}`,
      summary: 'After',
      tags: ['after'],
      listed: ['after'],
      revision: before.revision + 1,
      kept: before.kept + 1,
    };
    expect(await world.stateOf(name)).toEqual(left === 'nothing' ? before : after);
    return async () => {
      await world.author.insist(world.changeTo(name), key);
      world.subject(name).title = after.title;
      expect(await world.stateOf(name), 'once, and not twice').toEqual(after);
    };
  };

/** What failed is told, and comes back soon; whoever tells is killed. */
const whenFailed: Way = async (world, name) => {
  world.armed.arm('cache-invalidate.begin', 'fail');
  await whenSaved(world, name);
};

/** A reader comes after the post was saved, and it is built anew. */
const whenRead: Way = async (world, name) => {
  world.armed.arm(name);
  await world.change(name);
  await readUntilKilled(world, name);
};

const whenBuildingFails: Way = async (world, name) => {
  world.armed.arm('cache-read.leased', 'fail');
  await whenRead(world, name);
};

async function readUntilKilled(world: World, name: string): Promise<void> {
  while (!world.armed.isTaken(name)) {
    await world.read(world.subject(name).path);
    await pause(20);
  }
}

/** Each process makes its connections to Redis anew, and looks which server it has reached. */
const whenConnecting: Way = async (world, name) => {
  world.armed.arm(name);
  await world.redis.call('CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'YES');
  await world.change(name);
  await readUntilKilled(world, name);
};

/** By schedule the identity of the database is held against the cache's. */
const byItself: Way = async (world, name) => {
  await whenSaved(world, name);
};

const whenFlushed: Way = async (world, name) => {
  await world.change(name);
  world.armed.arm(name);
  await world.instance.npm('colophon', '--', 'verify-cache', '--flush');
};

/** What lies in Redis is not what the database says, and is found. */
const whenHealing: Way = async (world, name) => {
  const { path } = world.subject(name);
  const [key] = await world.redis.keys(`colophon:*:object:*/post/colophon/${path.split('/posts/')[1]}`);
  const entry = await world.redis.get(key!);
  await world.redis.set(key!, entry!.replace(`"title":"Before ${name}"`, '"title":"Tampered with"'), 'KEEPTTL');
  world.armed.arm(name);
  await world.instance.npm('colophon', '--', 'verify-cache');
  return async () => {
    await world.instance.npm('colophon', '--', 'verify-cache');
  };
};

/** All that is told of the change is a dead letter, which comes back by itself. */
const whenRedriven: Way = async (world, name) => {
  world.armed.arm(name);
  await world.changeUnannounced(name);
};

const whenImported: Way = async (world, name) => {
  const folder = await mkdtemp(join(tmpdir(), 'colophon-import-'));
  const title = `After ${name}`;
  const slug = `imported-${slugOf(name)}`;
  await writeFile(join(folder, `${slug}.md`), `---\ntitle: ${title}\n---\n\nOne.\n`);
  const bringIn = () => world.instance.npm('colophon', '--', 'import', folder, '--project', 'colophon');
  world.armed.arm(name);
  await bringIn();
  return async () => {
    const { code, output } = await bringIn();
    expect([code, output]).toEqual([0, expect.any(String)]);
    await rm(folder, { recursive: true });
    const where = `/projects/colophon/posts/${slug}`;
    const { id } = await world.author.insistOn<{ id: string }>({ method: 'GET', path: where });
    world.subjects.set(`${name}, imported`, { id, path: `/api/v1${where}`, title });
  };
};

/** A post appears by itself, and nobody waits for an answer. */
const whenDue: Way = async (world, name) => {
  const title = `After ${name}`;
  const slug = `due-${slugOf(name)}`;
  const draft = await world.author.draft('colophon', { title, slug, bodyMarkdown: 'One.' });
  // That nothing is here is cached, too.
  await world.read(draft.path);
  world.armed.arm(name);
  const publishedAt = new Date(Date.now() + 1_500).toISOString();
  await world.author.insist({ method: 'POST', path: `/posts/${draft.id}/schedule`, body: { publishedAt } });
  world.subjects.set(`${name}, due`, { ...draft, title });
};

/** A picture is uploaded and looked through. */
const whenUploaded: Way = async (world, name) => {
  const { author, media } = world;
  const body = { fileName: `${slugOf(name)}.png`, alternativeText: name };
  const target = await author.insistOn<{ id: string; upload: { url: string } }>({
    method: 'POST',
    path: '/media',
    body,
  });
  // Each is another picture: a file that is there already is not stored again.
  const picture = await pictureAs('png', 40 + media.length, 40);
  const put = await fetch(new URL(target.upload.url, world.instance.url), {
    method: 'PUT',
    body: new Uint8Array(picture),
  });
  expect(put.ok).toBe(true);
  media.push(target.id);
  world.armed.arm(name);
  await author.insist({ method: 'POST', path: `/media/${target.id}/complete` });
};

/** They empty the cache or look through all of it, which would hide what others leave behind: first, and by themselves. */
export const alone: Record<string, Way> = {
  'generation.flush': whenFlushed,
  'generation.flushed': whenFlushed,
  'cache.drop': whenHealing,
  'cache.dropped': whenHealing,
};

export const byGateway: Record<string, Way> = {
  'media.completed': whenUploaded,
  'media.send': whenUploaded,
  'media.sent': whenUploaded,
  'database-write.begin': whileSaving('nothing'),
  'database-write.commit': whileSaving('nothing'),
  'database-write.committed': whileSaving('all of it'),
  'nudge.begin': whenSaved,
  'nudge.done': whenSaved,
  'edge.heard': whenSaved,
  'edge.dropped': whenSaved,
  'edge.fetched': whenRead,
  'edge.kept': whenRead,
  'cache-read.lease': whenRead,
  'cache-read.leased': whenRead,
  'cache-read.fill': whenRead,
  'cache-read.filled': whenRead,
  'cache-read.give-back': whenBuildingFails,
  'cache-read.given-back': whenBuildingFails,
  'cache.greet': whenConnecting,
  'cache.greeted': whenConnecting,
};

export const byHost: Record<string, Way> = {
  'redrive.received': whenRedriven,
  'redrive.sent': whenRedriven,
  'redrive.deleted': whenRedriven,
  'media.received': whenUploaded,
  'media.processed': whenUploaded,
  'media.finished': whenUploaded,
  'import.begin': whenImported,
  'import.commit': whenImported,
  'import.committed': whenImported,
  'publish-due.commit': whenDue,
  'publish-due.committed': whenDue,
  'generation.begin': byItself,
  'generation.done': byItself,
  'cache-sync.failed': whenFailed,
  'record-failure.begin': whenFailed,
  'record-failure.done': whenFailed,
  'cache-sync.told': whenFailed,
  'outbox-relay.read': whenSaved,
  'outbox-relay.sent': whenSaved,
  'outbox-relay.deleted': whenSaved,
  'cache-sync.received': whenSaved,
  'cache-invalidate.begin': whenSaved,
  'cache-invalidate.done': whenSaved,
  'cache-sync.handled': whenSaved,
  'queue.deleted': whenSaved,
};
