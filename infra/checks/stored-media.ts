/** SQL that makes media with these ids, as stored and processed files: for tests of what points at media. */
export function storedMedia(kind: 'document' | 'image', ...ids: string[]): string {
  const [type, extension, pages] = kind === 'document' ? ['application/pdf', 'pdf', '2'] : ['image/png', 'png', 'null'];
  const values = ids.map((id) => {
    const hash = id.replaceAll('-', '');
    return `('${id}', 'ready', 'a.${extension}', '${kind}', '${type}', 1234, '${hash}${hash}', '/files/${hash}.${extension}', 3, 4, ${pages})`;
  });
  return `insert into media (id, state, file_name, kind, type, bytes, sha256, path, width, height, pages) values ${values.join(', ')};`;
}
