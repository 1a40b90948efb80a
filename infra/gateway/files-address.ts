/** What the address of a file says. infra/nginx/nginx.conf has the same rules, in the same words where both can read them. */
export interface FileAddress {
  /** The name in the folder. */
  name: string;
  /** Of the content: the name without its extension. */
  hash: string;
  type: string;
  disposition: string;
}

/**
 * A file has one address. Any other spelling of it (encoded, with dots, with a second slash) is no address of a file, so
 * there is nothing to decode or to tidy up, and no way out of the folder.
 */
const address = /^\/files\/(([0-9a-f]{32})\.([a-z0-9]{1,5}))(?:\?(.*))?$/;

/** What storeFile keeps; and pages, which it never does, so that one which lies there all the same is shown as what it is: harmless. */
const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
};

/** @param url as it stands in the request line, path and query */
export function readFileAddress(url: string): FileAddress | undefined {
  const [, name, hash, extension, query = ''] = address.exec(url) ?? [];
  if (!name || !hash || !extension) return undefined;
  const type = types[extension] ?? 'application/octet-stream';
  return { name, hash, type, disposition: dispositionOf(name, extension, query) };
}

const askedToDownload = /(?:^|&)download(?:=|&|$)/;

/**
 * One character of a name as encodeURIComponent writes it: UTF-8, without control characters, quotes, slashes and encoded
 * dots. It goes into the header as it came, still encoded, so nothing in it can end the header or begin another.
 */
const character =
  '(?:[A-Za-z0-9._~!+-]|%2[013-9A-Da-d]|%[346][0-9A-Fa-f]|%5[0-9ABDEFabdef]|%7[0-9A-Ea-e]|%[CDcd][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}|%[Ff][0-4](?:%[89ABab][0-9A-Fa-f]){3})';

/** A file cannot be given the name of something else: the extension is that of the address, whatever the query says. */
const called = new RegExp(
  `^([a-z0-9]+) (?:[^=&]*(?:=[^&]*)?&)*(?:download|name)=(?=[^&]{1,600}(?:&|$))(?!\\.)(${character}+?)(?:\\.\\1)?(?:&.*)?$`,
);

function dispositionOf(name: string, extension: string, query: string): string {
  const kind = askedToDownload.test(query) ? 'attachment' : 'inline';
  const own = called.exec(`${extension} ${query}`)?.[2];
  return own === undefined ? `${kind}; filename="${name}"` : `${kind}; filename*=UTF-8''${own}.${extension}`;
}
