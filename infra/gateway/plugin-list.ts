import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { CannotStart } from '../services/cannot-start.ts';
import { isTree, serverlessFile, type Tree } from '../services/serverless-file.ts';
import type { GatewayPlugin, Hooks, Surroundings } from './plugin.ts';
import { type Reach, reachOf } from './plugin-reach.ts';

/** A plugin at its place: which requests it sees, and what it does with them. */
export interface Mounted {
  name: string;
  reach: Reach;
  hooks: Hooks;
}

interface Entry {
  name?: string;
  file?: string;
  for?: string[];
  except?: string[];
  settings?: Tree;
}

const shipped = join(import.meta.dirname, 'plugins');
const paths = { type: 'array', minItems: 1, items: { type: 'string', pattern: '^([A-Z]+ )?/\\S*$' } };
const entrySchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    file: { type: 'string', minLength: 1 },
    for: paths,
    except: paths,
    settings: { type: 'object' },
  },
  additionalProperties: false,
};

/**
 * Reads `custom.gateway.plugins` of serverless.yml and starts each plugin with its settings.
 * @throws CannotStart in a sentence that names the entry: for a plugin that is not there, settings that its schema refuses,
 * and addresses at which there is nothing
 */
export async function mountPlugins(
  file: Tree,
  surroundings: Surroundings,
  base = dirname(serverlessFile),
): Promise<Mounted[]> {
  const mounted: Mounted[] = [];
  for (const [index, given] of entriesOf(file).entries()) {
    const where = `custom.gateway.plugins[${index}] in serverless.yml`;
    const entry = checked(entrySchema, typeof given === 'string' ? { name: given } : given, where) as Entry;
    if ((entry.name === undefined) === (entry.file === undefined))
      throw new CannotStart(`${where} must have a name, of a plugin that is shipped, or else a file.`);
    const plugin = await load(entry, base, where);
    const schema = { type: 'object', additionalProperties: false, ...plugin.settings };
    const settings = checked(schema, entry.settings ?? {}, `${where} (${plugin.name}): settings`);
    const reach = reachOf(entry, surroundings.doors, `${where} (${plugin.name})`);
    mounted.push({ name: plugin.name, reach, hooks: await plugin.create(settings, surroundings) });
  }
  return mounted;
}

function entriesOf(file: Tree): unknown[] {
  const gateway = isTree(file['custom']) ? file['custom']['gateway'] : undefined;
  if (gateway === undefined) return [];
  const { plugins = [] } = checked(
    { type: 'object', properties: { plugins: { type: 'array' } }, additionalProperties: false },
    gateway,
    'custom.gateway in serverless.yml',
  ) as { plugins?: unknown[] };
  return plugins;
}

async function load({ name, file }: Entry, base: string, where: string): Promise<GatewayPlugin> {
  const path = file === undefined ? join(shipped, `${name}.ts`) : resolve(base, file);
  if (!existsSync(path)) throw new CannotStart(`${where}: there is no plugin ${file ?? name}.`);
  const { default: plugin } = (await import(pathToFileURL(path).href)) as { default?: Partial<GatewayPlugin> };
  if (typeof plugin?.name === 'string' && isTree(plugin.settings) && typeof plugin.create === 'function')
    return plugin as GatewayPlugin;
  throw new CannotStart(`${where}: ${path} must export a plugin by default: a name, a schema of its settings, create.`);
}

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: true });

function checked(schema: Tree, value: unknown, where: string): Tree {
  const own = structuredClone(value);
  if (ajv.validate(schema, own)) return own as Tree;
  const [first] = ajv.errors ?? [];
  const member = first?.instancePath.replaceAll('/', '.') ?? '';
  const extra = first?.params['additionalProperty'] as string | undefined;
  throw new CannotStart(`${where}${member} ${first?.message}${extra === undefined ? '' : `: ${extra}`}.`);
}
