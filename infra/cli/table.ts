/** Rows under their names, each column as wide as its widest value. */
export function table(names: string[], rows: (string | null)[][]): string {
  const cells = rows.map((row) => row.map((value) => (value ?? '').replace(/\r?\n/g, '↵')));
  const widths = names.map((name, column) => Math.max(width(name), ...cells.map((row) => width(row[column] ?? ''))));
  const line = (values: string[]) =>
    values
      .map((value, column) => value + ' '.repeat((widths[column] ?? 0) - width(value)))
      .join(' │ ')
      .trimEnd();
  const rule = widths.map((columns) => '─'.repeat(columns)).join('─┼─');
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return `${[line(names), rule, ...cells.map(line), count].join('\n')}\n`;
}

function width(value: string): number {
  return [...value].length;
}
