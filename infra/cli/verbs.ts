import type { Environment } from './environment.ts';

interface Verb {
  summary: string;
  /** Answers the exit code. */
  run(args: string[], environment: Environment): Promise<number>;
}

/** Each verb and the one address without which it can do nothing; `import --dry-run` does without any. */
export const verbs: Record<string, string | undefined> = {
  env: 'DATABASE_URL',
  sql: 'DATABASE_URL',
  token: 'DATABASE_URL',
  'create-author': 'DATABASE_URL',
  maintenance: undefined,
  import: undefined,
  'dead-letters': 'LAMBDA_ENDPOINT',
  redrive: 'LAMBDA_ENDPOINT',
  'verify-cache': 'LAMBDA_ENDPOINT',
  'rotate-epoch': 'DATABASE_URL',
};

/** Loaded one by one: a verb does not pay for what another needs. */
export async function loadVerb(name: string): Promise<Verb> {
  return (await import(`./${name}.ts`)) as Verb;
}

export async function listOfVerbs(): Promise<string> {
  const names = Object.keys(verbs);
  const lines = names.map(async (name) => {
    const { summary } = await loadVerb(name);
    return `  ${name.padEnd(13)} ${summary.startsWith(`${name} `) ? summary.slice(name.length + 1) : summary}`;
  });
  return `npm run colophon -- <verb>\n\n${(await Promise.all(lines)).join('\n')}\n`;
}
