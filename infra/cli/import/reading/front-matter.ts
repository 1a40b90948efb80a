import { parse, parseDocument } from 'yaml';

export interface FrontMatter {
  values: Record<string, unknown>;
  body: string;
  issue?: string;
  /** Something in it could not be read, and that might have been `draft: true`. */
  uncertain?: boolean;
}

const block = /^(---|\+\+\+)[ \t]*\n((?:(?!\1[ \t]*(?:\n|$)).*\n)*)\1[ \t]*(?:\n|$)/;

/** Takes what stands between two lines of `---` at the beginning off a text, and reads it as tolerantly as it can. */
export function readFrontMatter(text: string): FrontMatter {
  const [all, fence, inside = ''] = block.exec(text) ?? [];
  if (all === undefined && /^---[ \t]*\n[\w-]+[ \t]*:/.test(text)) {
    return { values: {}, body: text, issue: 'the front matter does not end', uncertain: true };
  }
  const read = all === undefined ? undefined : fence === '---' ? readYaml(inside) : readToml(inside);
  // Two rules with words between them are no front matter: they stay in the text.
  return all === undefined || read === undefined
    ? { values: {}, body: text }
    : { body: text.slice(all.length), ...read };
}

type Read = Omit<FrontMatter, 'body'> | undefined;

function readYaml(inside: string): Read {
  const document = parseDocument(inside, { logLevel: 'silent', stringKeys: true });
  const [error] = document.errors;
  if (error) return readLines(inside, ':', `the front matter is not valid YAML (${firstLine(error.message)})`);
  try {
    const values: unknown = document.toJS({ maxAliasCount: 20 });
    if (values === null) return { values: {} };
    return typeof values === 'object' && !Array.isArray(values)
      ? { values: values as Record<string, unknown> }
      : undefined;
  } catch (error) {
    return { values: {}, issue: `the front matter cannot be read (${(error as Error).message})`, uncertain: true };
  }
}

/** Hugo's blogs use TOML, whose simple lines can be read like ours. */
function readToml(inside: string): Read {
  return readLines(inside, '=', 'the front matter is TOML');
}

/** Reads each `key: value` for itself, so that one bad line costs nothing but itself. */
function readLines(inside: string, separator: string, issue: string): Read {
  const values: Record<string, unknown> = {};
  let unreadable = 0;
  for (const line of inside.split('\n')) {
    const [, key, value = ''] = new RegExp(`^([\\w-]+)[ \\t]*${separator}(?:[ \\t]+(.*))?$`).exec(line) ?? [];
    if (key !== undefined) values[key] = readValue(value.trim());
    else if (!/^(\s|-\s|#|$)/.test(line)) unreadable += 1;
  }
  if (Object.keys(values).length === 0) return undefined;
  return { values, issue: `${issue}; it was read line by line`, ...(unreadable > 0 && { uncertain: true }) };
}

function readValue(written: string): unknown {
  try {
    const value: unknown = parse(written, { logLevel: 'silent' });
    // `title: Redis: a love story` is what the author wrote, and no mapping.
    return typeof value !== 'object' || Array.isArray(value) ? value : written;
  } catch {
    return written.replace(/^["']|["']$/g, '');
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? '';
}
