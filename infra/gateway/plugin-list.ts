import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { CannotStart } from '../services/cannot-start.ts';
import { isTree, serverlessFile, type Tree } from '../services/serverless-file.ts';
import type { Correlation } from './correlation.ts';
import type { GatewayPlugin, Hooks, Surroundings } from './plugin.ts';
import { type Reach, reachOf } from './plugin-reach.ts';

/** A plugin at its place: which requests it sees, and what it does with them. */
export interface Mounted {
  name: string;
  reach: Reach;
  /** It has no `for` and no `except`. */
  seesAll?: boolean;
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
    const named = `${where} (${plugin.name})`;
    const settings = checked(settingsSchema(plugin, named), entry.settings ?? {}, `${named}: settings`);
    const reach = reachOf(entry, surroundings.doors, named);
    const seesAll = entry.for === undefined && entry.except === undefined;
    if (plugin.name === 'rate-limit' && mounted.some(({ hooks }) => hooks.tries))
      throw new CannotStart(`${named} must stand before whoever looks at credentials: each guess is to be counted.`);
    mounted.push({ name: plugin.name, reach, seesAll, hooks: await create(plugin, settings, surroundings, named) });
  }
  return mounted;
}

/** The whole schema of a plugin's settings: what it does not name is refused. */
export function settingsSchema({ settings }: GatewayPlugin, where: string): Tree {
  const schema = { type: 'object', additionalProperties: false, ...settings };
  try {
    ajv.compile(schema);
  } catch (error) {
    throw new CannotStart(`${where}: the schema of its settings is broken: ${(error as Error).message}`);
  }
  return schema;
}

async function create(
  plugin: GatewayPlugin,
  settings: Tree,
  surroundings: Surroundings,
  where: string,
): Promise<Hooks> {
  try {
    return await plugin.create(settings, surroundings);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(`${where} cannot start: ${(error as Error).message}`);
  }
}

function entriesOf(file: Tree): unknown[] {
  return gatewaySection(file).plugins;
}

interface GatewaySection {
  plugins: unknown[];
  correlation: Correlation;
}

const section = {
  type: 'object',
  properties: {
    plugins: { type: 'array', default: [] },
    correlation: {
      type: 'object',
      properties: { believeCallers: { type: 'boolean', default: true } },
      additionalProperties: false,
      default: {},
    },
  },
  additionalProperties: false,
};

/** `custom.gateway` of serverless.yml. */
export function gatewaySection(file: Tree): GatewaySection {
  const gateway = isTree(file['custom']) ? file['custom']['gateway'] : undefined;
  return checked(section, gateway ?? {}, 'custom.gateway in serverless.yml') as unknown as GatewaySection;
}

async function load({ name, file }: Entry, base: string, where: string): Promise<GatewayPlugin> {
  const path = file === undefined ? join(shipped, `${name}.ts`) : resolve(base, file);
  if (!existsSync(path)) throw new CannotStart(`${where}: there is no plugin ${file ?? name}.`);
  const { default: plugin } = await imported(path, where);
  if (typeof plugin?.name === 'string' && isTree(plugin.settings) && typeof plugin.create === 'function')
    return plugin as GatewayPlugin;
  throw new CannotStart(`${where}: ${path} must export a plugin by default: a name, a schema of its settings, create.`);
}

async function imported(path: string, where: string): Promise<{ default?: Partial<GatewayPlugin> }> {
  try {
    return (await import(pathToFileURL(path).href)) as { default?: Partial<GatewayPlugin> };
  } catch (error) {
    throw new CannotStart(`${where}: ${path} cannot be loaded: ${(error as Error).message}`);
  }
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
