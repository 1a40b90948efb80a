import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Random } from './random.ts';

const slugs = ['s0', 's1'];
const names = ['x0', 'x1', 'x2'];
/** One more than there are at a time, so that one can be renamed and come back. */
export const projects = ['p0', 'p1', 'p2', 'p3'];
/** What the author may redirect. */
export const redirected = ['r0', 'r1'];
/** Every path at which a post may come to lie. */
export const paths = [
  ...names,
  ...slugs.flatMap((slug) => [
    ...names.map((name) => `${slug}/${name}`),
    ...slugs.flatMap((below) => names.map((name) => `${slug}/${below}/${name}`)),
  ]),
];

const anyPost = `(select id from posts order by random() limit 1)`;
const anyNode = `(select id from nodes order by random() limit 1)`;
const anySection = `(select id from nodes where type = 'section' order by random() limit 1)`;

/** Random changes by hand, as an author at a SQL prompt would make them, and worse. */
export class Writer {
  readonly client: Client;
  readonly #random: Random;
  #count = 0;

  constructor(ownerUrl: string, random: Random) {
    this.client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
    this.#random = random;
  }

  /** One transaction. @returns its xid, or undefined if it came to nothing. */
  async writeOnce(): Promise<bigint | undefined> {
    const random = this.#random;
    await this.client.query('begin');
    try {
      const { rows } = await this.client.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
      for (let changes = 1 + random.below(3); changes > 0; changes--) {
        if (random.chance(0.2)) {
          await this.client.query('savepoint here');
          await this.#change();
          await this.client.query(random.chance(0.5) ? 'rollback to here' : 'release here');
        } else {
          await this.#change();
        }
        if (random.chance(0.2)) await pause(random.below(15));
      }
      if (random.chance(0.1)) {
        await this.client.query('rollback');
        return undefined;
      }
      await this.client.query('commit');
      return BigInt(rows[0]!.xid);
    } catch (error) {
      await this.client.query('rollback');
      // Constraints, deadlocks and locks turn some of these down; anything else is an error of this file.
      if (!/^(23|40|55)/.test((error as { code?: string }).code ?? '')) throw error;
      return undefined;
    }
  }

  /** The smallest change that a reader can see. */
  async editOnce(): Promise<void> {
    await this.#sql(
      `update posts set body_markdown = $1 where id = (select id from posts where status = 'published' order by random() limit 1)`,
      [`edit ${this.#count++}`],
    );
  }

  /** Content to begin with. */
  async seed(): Promise<void> {
    for (const project of projects) await this.#createProject(project);
    await this.client.query(`insert into sites (title) values ('a site') on conflict do nothing`);
    for (let count = 0; count < 20; count++) await this.#createPost();
  }

  async #change(): Promise<void> {
    const random = this.#random;
    const text = `text ${this.#count++} ${random.below(1e9)}`;
    const dice = random.next();
    if (dice < 0.22) await this.#sql(`update posts set title = $1 where id = ${anyPost}`, [text]);
    else if (dice < 0.38) await this.#sql(`update posts set body_markdown = $1 where id = ${anyPost}`, [text]);
    else if (dice < 0.45)
      await this.#sql(`update posts set status = 'published', published_at = now() where id = ${anyPost}`);
    else if (dice < 0.48) await this.#sql(`update posts set status = 'draft' where id = ${anyPost}`);
    else if (dice < 0.72) await this.#createPost();
    else if (dice < 0.75) await this.#deletePost();
    else if (dice < 0.83) await this.#move();
    else if (dice < 0.88) await this.#sql(`update nodes set name = $1 where id = ${anySection}`, [text]);
    else if (dice < 0.9) await this.#sql(`update nodes set position = $1 where id = ${anyNode}`, [random.below(50)]);
    else if (dice < 0.92) await this.#rename();
    else if (dice < 0.95)
      await this.#sql(`update projects set name = $1 where slug = $2`, [text, random.pick(projects)]);
    else if (dice < 0.955) await this.#sql(`update sites set title = $1`, [text]);
    else if (dice < 0.96) await this.#redirect();
    else if (dice < 0.963) await this.#sql(`delete from projects where slug = $1`, [random.pick(projects)]);
    else if (dice < 0.965) await this.#sql(`truncate posts, imported_files cascade`);
    else await this.#createProject(random.pick(projects));
  }

  async #createProject(slug: string): Promise<void> {
    await this.#sql(
      `insert into projects (slug, name) select $1::text, $1::text where (select count(*) from projects) < 3 on conflict do nothing`,
      [slug],
    );
    for (const section of slugs) {
      await this.#sql(
        `insert into nodes (project_id, type, name, slug) select id, 'section', $2::text, $2::text from projects where slug = $1 on conflict do nothing`,
        [slug, section],
      );
    }
  }

  async #createPost(): Promise<void> {
    const random = this.#random;
    const parent = random.chance(0.7)
      ? `(select id from nodes n where n.project_id = p.id and type = 'section' order by random() limit 1)`
      : 'null';
    await this.#sql(
      `with node as (
        insert into nodes (project_id, parent_id, type, slug, position) select p.id, ${parent}::uuid, 'page', $2, $3 from projects p where slug = $1
        on conflict do nothing returning id, project_id)
      select id, project_id from node`,
      [random.pick(projects), random.pick(names), random.below(50)],
    );
    await this.#sql(
      `insert into posts (project_id, node_id, title, body_markdown, status, published_at)
      select project_id, id, 'a title', 'a body', 'published', now() from nodes
      where type = 'page' and not exists (select from posts where node_id = nodes.id) limit 1 on conflict do nothing`,
    );
  }

  async #deletePost(): Promise<void> {
    await this.#sql(`with gone as (delete from posts where id = ${anyPost} returning node_id) select from gone`);
    await this.#sql(
      `delete from nodes where type = 'page' and not exists (select from posts where node_id = nodes.id)`,
    );
  }

  async #move(): Promise<void> {
    const target = this.#random.chance(0.3)
      ? 'null'
      : `(select id from nodes t where t.project_id = n.project_id and t.type = 'section' order by random() limit 1)`;
    await this.#sql(`update nodes n set parent_id = ${target}::uuid where id = ${anyNode}`);
  }

  /** What was at this path leads there from now on, until another takes it. */
  async #rename(): Promise<void> {
    const random = this.#random;
    const dice = random.next();
    const page = `(select id from nodes where type = 'page' order by random() limit 1)`;
    if (dice < 0.3)
      await this.#sql(
        `update projects set slug = $1::text where slug = $2 and not exists (select from projects where slug = $1::text)`,
        [random.pick(projects), random.pick(projects)],
      );
    else if (dice < 0.6) await this.#sql(`update nodes set slug = $1 where id = ${anySection}`, [random.pick(slugs)]);
    else await this.#sql(`update nodes set slug = $1 where id = ${page}`, [random.pick(names)]);
  }

  async #redirect(): Promise<void> {
    const from = `/${this.#random.pick(redirected)}`;
    if (this.#random.chance(0.3)) await this.#sql(`delete from redirects where from_path = $1`, [from]);
    else
      await this.#sql(
        `insert into redirects (from_path, to_path) values ($1, $2) on conflict (from_path) do update set to_path = excluded.to_path`,
        [from, `/${this.#random.pick(['x', 'y', ...redirected])}`],
      );
  }

  async #sql(text: string, values: unknown[] = []): Promise<void> {
    await this.client.query(text, values);
  }
}
