import type { Refused } from '#lib/server/api/author.ts';

/** The first thing that is wrong with each field, by the field's name in the form; and which names that leaves nothing to say of. */
export function issuesOf(
  refused: Refused | undefined,
  fieldOf: (violation: string) => string | undefined = (violation) => violation,
): { issues: Partial<Record<string, string>>; marked: string[] } {
  const issues: Partial<Record<string, string>> = {};
  const marked: string[] = [];
  for (const { field, issue } of refused?.violations ?? []) {
    const name = fieldOf(field);
    if (name === undefined) continue;
    issues[name] ??= issue;
    marked.push(field);
  }
  return { issues, marked };
}
