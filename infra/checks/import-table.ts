import { posix } from 'node:path';

/**
 * Who may import whom: the flow, the privileges and the rooms of this house, in one table. The first row whose name fits
 * holds. `_room` stands for functions/_room; `_room/file` for that one file of it. A file's own folder needs no entry.
 */
export interface Row {
  from: string;
  may: string[];
  /** Packages besides Node's own, the protobuf runtime and types; undefined: any. */
  packages?: RegExp;
  /** Said where somebody tries. */
  why?: string;
}

const none = /^$/;

/** What stages may use of `_env`: named steps, measures, and in files that begin with _ the log and the trace. Settings are the rooms' to read. */
const env = ['_env/step', '_env/measure', '_env/log', '_env/trace'];

export const table: Row[] = [
  // Tests call whatever they test, and find its services in infra/checks.
  { from: 'functions/**/*.test.ts', may: ['functions', 'proto', 'infra/checks'] },

  { from: 'functions/cache-sync', may: ['_sqs', '_lambda', '_http/refusal', ...env, 'proto'], packages: none },
  { from: 'functions/cache-*', may: ['_redis', '_keys', '_lambda', '_http', ...env, 'proto'], packages: none },
  { from: 'functions/database-*', may: ['_postgres', '_keys', '_lambda', '_http', ...env, 'proto'], packages: none },
  {
    from: 'functions/identity',
    may: ['_postgres', '_passwords', '_webauthn', '_keys', '_lambda', '_http', ...env, 'proto'],
    packages: none,
  },
  {
    from: 'functions/outbox-relay',
    may: ['_postgres', '_sqs', ...env, 'proto'],
    packages: none,
    why: 'The relay asks nobody: AWS stops a chain of functions that comes back to its start.',
  },
  {
    from: 'functions/media',
    // Its writes are the author's, like all others.
    may: [
      '_files',
      '_pixels',
      '_postgres',
      '_sqs',
      '_keys',
      '_lambda',
      '_http',
      'database-write/_write',
      ...env,
      'proto',
    ],
    packages: none,
  },
  {
    from: 'functions/operations',
    may: ['_sqs', '_redis', '_postgres', '_keys', '_lambda', '_http', '_env/checker', ...env, 'proto'],
    packages: none,
  },

  // A room speaks to one outside system through one SDK, and knows no other room but the names and the refusals.
  { from: 'functions/_env', may: [], packages: /^pino$/ },
  { from: 'functions/_keys', may: ['proto'], packages: none },
  {
    from: 'functions/_markdown',
    may: [],
    packages:
      /^(unified|remark-.+|rehype-.+|unist-util-.+|hast(-util-.+)?|mdast(-util-.+)?|micromark-.+|github-slugger|shiki|@shikijs\/langs|katex)$/,
    why: 'The web renders with it.',
  },
  { from: 'functions/_http', may: ['_env', 'proto'], packages: none },
  { from: 'functions/_postgres', may: ['_env', '_keys', '_http/refusal', 'proto'], packages: /^pg$/ },
  {
    from: 'functions/_passwords',
    may: ['_http/refusal'],
    packages: /^@zxcvbn-ts\/language-common$/,
    why: 'It is given passwords: it knows neither where they come from nor where they rest.',
  },
  { from: 'functions/_webauthn', may: ['_env', '_http/refusal'], packages: /^@simplewebauthn\/server$/ },
  { from: 'functions/_redis', may: ['_env', '_keys', '_http/refusal', 'proto'], packages: /^ioredis$/ },
  { from: 'functions/_sqs', may: ['_env', '_keys', '_http/refusal', 'proto'], packages: /^@aws-sdk\/client-sqs$/ },
  {
    from: 'functions/_lambda',
    may: ['_env', '_keys', '_http/refusal', 'proto'],
    packages: /^@aws-sdk\/client-lambda$/,
  },
  {
    from: 'functions/_files',
    may: ['_env', '_keys', '_http/refusal', 'proto'],
    packages: /^(file-type|mime-types|sanitize-html|@aws-sdk\/client-s3|@aws-sdk\/s3-request-presigner)$/,
  },
  {
    from: 'functions/_pixels',
    may: ['_env'],
    packages: /^(sharp|pdfjs-dist|@napi-rs\/canvas)$/,
    why: 'It unpacks hostile files: it knows neither the database nor the queue nor where files lie.',
  },

  {
    from: 'functions',
    may: [],
    packages: none,
    why: 'This folder has no row in the import table (infra/checks/import-table.ts).',
  },
  { from: 'proto', may: [] },
  { from: 'web', may: ['proto', '_markdown', '_keys/parts'], why: 'The web asks the gateway for everything else.' },

  // They look inside: tests, and what proves the guarantees under load.
  { from: 'infra/**/*.test.ts', may: ['functions', 'proto'] },
  { from: 'infra/**/*-under-test.ts', may: ['functions', 'proto'] },
  { from: 'infra/checks', may: ['functions', 'proto'] },
  { from: 'infra/prove', may: ['functions', 'proto'] },
  // Images are stored by the one function that uploads use, too.
  { from: 'infra/cli/import', may: ['doors', '_env', '_files/store-file', 'proto'] },
  // Who invokes a function from a terminal and who does from a function are told of the same failures.
  { from: 'infra/cli', may: ['doors', '_env', '_lambda/ended-early', 'proto'] },
  // What functions and the gateway must agree on: upload targets, what an answer was built from, which form is asked for.
  {
    from: 'infra/gateway',
    may: [
      'doors',
      '_env',
      '_files/upload-target',
      '_keys/parts',
      '_keys/snapshot',
      '_http/accept',
      '_http/min-version',
      'proto',
    ],
  },
  {
    from: 'infra',
    may: ['doors', '_env', 'proto'],
    why: 'Infra reads serverless.yml and calls handlers; what is behind them is theirs.',
  },
];

/** What of Node's package world everybody may import. */
const everybody = /^(node:.+|@bufbuild\/protobuf(\/.+)?|aws-lambda)$/;

/**
 * @param file the importing file, relative to the repository, with slashes
 * @param specifier as the import writes it
 * @returns what is wrong with this import, in a sentence; undefined if nothing is
 */
export function importProblem(file: string, specifier: string): string | undefined {
  const row = rowOf(file);
  if (!row) return undefined;
  const own = folderOf(file);
  if (!specifier.startsWith('.')) {
    if (!row.packages || everybody.test(specifier) || row.packages.test(packageOf(specifier))) return undefined;
    return sentence(own, `the package ${specifier}`, row);
  }
  const target = posix.join(posix.dirname(file), specifier);
  if (folderOf(target) === own) {
    const inside = isDoor(target) && !file.endsWith('.test.ts');
    return inside
      ? `A door never imports a door, and nobody else in its folder does: ${target}. What two doors share is a file that begins with _.`
      : undefined;
  }
  if (row.may.some((entry) => covers(entry, target))) return undefined;
  return sentence(own, target, row);
}

export function rowOf(file: string): Row | undefined {
  return table.find(({ from }) => pattern(from).test(file));
}

/** `*` stands for a part of a name, `**` for any folders; a folder stands for all below it. */
function pattern(from: string): RegExp {
  const text = from.replaceAll('.', '\\.').replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.+/)?'));
  return new RegExp(`^${text}(?:/|$)`);
}

function covers(entry: string, target: string): boolean {
  if (entry === 'doors') return isDoor(target);
  const path = /^(_|database-write\/_)/.test(entry) ? `functions/${entry}` : entry;
  return target === `${path}.ts` || target.startsWith(`${path}/`);
}

/** A file of a stage that is deployed as a function. */
function isDoor(path: string): boolean {
  const [root, ...parts] = path.split('/');
  return (
    root === 'functions' &&
    parts.length > 1 &&
    !parts.some((part) => part.startsWith('_')) &&
    !/\.(test|d)\.ts$/.test(path)
  );
}

/** functions/_redis, infra, web: within it files import each other freely. */
function folderOf(path: string): string {
  const [root = '', second = ''] = path.split('/');
  return root === 'functions' ? `${root}/${second}` : root;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function sentence(from: string, what: string, { may, why }: Row): string {
  const allowed = may.length > 0 ? `only ${may.join(', ')}` : 'nothing outside itself';
  return `${from} may import ${allowed}, not ${what}.${why ? ` ${why}` : ''}`;
}
