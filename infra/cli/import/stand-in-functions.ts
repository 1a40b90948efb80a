import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ImportPostRequestJson,
  ImportProfileRequestJson,
} from '../../../proto/gen/colophon/imports/v1/imports_pb.js';

interface Kept {
  request: ImportPostRequestJson;
  edited: boolean;
}

interface Fault {
  fault: { errorType: string; errorMessage?: string };
}

/** For tests: answers Invoke as the importer's functions would, and keeps in memory what they would keep in Postgres. */
export class StandInFunctions {
  readonly posts = new Map<string, Kept>();
  /** Parts of a site that were filled, with their entries. */
  readonly parts = new Map<string, Record<string, unknown>[]>();
  readonly projects: { techStack?: string[] }[] = [];
  readonly asked: string[] = [];
  /** Says what goes wrong, of a file or a part by its name. */
  trouble: (source: string) => object | Fault | undefined = () => undefined;
  title = '';
  mostAtOnce = 0;
  #server: Server | undefined;

  async start(): Promise<Record<string, string>> {
    let atOnce = 0;
    this.#server = createServer((request, response) => {
      const name = /functions\/test-([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '';
      const chunks: Buffer[] = [];
      this.mostAtOnce = Math.max(this.mostAtOnce, (atOnce += 1));
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = this.#answer(name, JSON.parse(Buffer.concat(chunks).toString()) as object);
        const fault = 'fault' in answer ? answer.fault : undefined;
        const headers = fault ? { 'X-Amz-Function-Error': 'Unhandled' } : {};
        setTimeout(() => {
          atOnce -= 1;
          response.writeHead(200, headers).end(JSON.stringify(fault ?? answer));
        }, 2);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const keys = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    return { ...keys, LAMBDA_ENDPOINT: `http://127.0.0.1:${port}`, FUNCTION_PREFIX: 'test-' };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server?.close(() => resolve());
      this.#server?.closeAllConnections();
    });
  }

  #answer(name: string, payload: object): object | Fault {
    this.asked.push(name);
    if (name === 'database-write-import-project') {
      this.projects.push(payload);
      return { value: { id: 'project-1' } };
    }
    if (name === 'database-write-import-profile')
      return this.#importPart(payload as Required<ImportProfileRequestJson>);
    if (name === 'database-read-list-techstack-for-studio')
      return { statusCode: 200, body: JSON.stringify({ items: this.#techStack() }) };
    if (name === 'database-read-get-site') return { value: { title: this.title } };
    if (name === 'database-write-import-site') this.title = (payload as { title: string }).title;
    if (name === 'media-register') return { value: { id: `media-of-${(payload as { fileName: string }).fileName}` } };
    if (name === 'database-read-get-project') return { value: { id: 'project-1' } };
    if (name === 'database-write-list-imported') return { value: { sourcePaths: [...this.posts.keys()] } };
    if (name === 'database-write-import-post') return this.#importPost(payload);
    return { value: {} };
  }

  #importPart({ part, entries, dryRun }: Required<ImportProfileRequestJson>): object | Fault {
    const trouble = this.trouble(part);
    if (trouble !== undefined) return trouble;
    if (this.parts.has(part)) return { value: { outcome: 'LEFT' } };
    if (!dryRun) this.parts.set(part, entries);
    return { value: { outcome: 'FILLED' } };
  }

  /** Each item's id is its slug. */
  #techStack(): object[] {
    type Branch = { slug: string; collections?: Branch[]; items?: Branch[] };
    const withIds = (branches: Branch[] = []): object[] =>
      branches.map(({ collections, items, ...own }) => ({
        ...own,
        ...{ id: own.slug, collections: withIds(collections), items: withIds(items) },
      }));
    return withIds(this.parts.get('TECH_STACK') as unknown as Branch[]);
  }

  #importPost(request: ImportPostRequestJson): object | Fault {
    const source = request.sourcePath ?? '';
    const trouble = this.trouble(source);
    if (trouble !== undefined) return trouble;
    const before = this.posts.get(source);
    const path = [...(request.sections ?? []).map((step) => step.slug), request.slug].join('/');
    const answer = (outcome: string) => ({ value: { outcome, postId: source, path } });
    if (before?.request.contentHash === request.contentHash) return answer('UNCHANGED');
    if (before?.edited) return answer('EDITED_MEANWHILE');
    this.posts.set(source, { request, edited: false });
    return answer(before ? 'UPDATED' : 'CREATED');
  }
}
