/** SQL that makes media of this id, stored and not processed yet: for what points at it. */
export function mediaRow(id: string, kind: 'image' | 'document' = 'document'): string {
  const type = kind === 'image' ? 'image/png' : 'application/pdf';
  return `insert into colophon.media (id, state, file_name, kind, type, bytes, sha256, path)
    values ('${id}', 'processing', 'file', '${kind}', '${type}', 1, repeat('0', 64), '/files/${'0'.repeat(32)}.bin') on conflict do nothing;`;
}

/** The same of a PDF that is processed: readers see its file, which is named by the id. */
export function readyDocument(id: string): string {
  const name = id.replaceAll('-', '');
  return `insert into colophon.media (id, state, file_name, kind, type, bytes, sha256, path, width, height, pages)
    values ('${id}', 'ready', 'file.pdf', 'document', 'application/pdf', 1234, repeat('${name}', 2), '/files/${name}.pdf', 3, 4, 2) on conflict do nothing;`;
}
