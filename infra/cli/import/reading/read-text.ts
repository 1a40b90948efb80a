export interface Text {
  text: string;
  issue?: string;
}

/**
 * A file's bytes as text with one kind of line end. Bytes that are not UTF-8 are read as Windows-1252, what editors wrote
 * before: every letter arrives as some letter, and the report says so.
 */
export function readText(bytes: Uint8Array): Text {
  const [encoding, issue] = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, '\n');
  // Postgres keeps no NUL in a text.
  const kept = text.replaceAll('\0', '');
  const issues = [issue, kept.length < text.length ? 'NUL characters were left out' : undefined].filter(Boolean);
  return { text: kept, ...(issues.length > 0 && { issue: issues.join('; ') }) };
}

function encodingOf(bytes: Uint8Array): [encoding: string, issue?: string] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le'];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be'];
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return ['utf-8'];
  } catch {
    return ['windows-1252', 'is not valid UTF-8; it was read as Windows-1252'];
  }
}
