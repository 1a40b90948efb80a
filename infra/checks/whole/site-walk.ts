import { fromHtml } from 'hast-util-from-html';
import type { Element } from 'hast';
import { visit } from 'unist-util-visit';

/** A page as a reader's browser is given it. */
export interface WalkedPage {
  path: string;
  html: string;
  /** What stands on it, with the page itself as the base of what is relative. */
  links: URL[];
  ids: Set<string>;
}

export interface Walk {
  pages: Map<string, WalkedPage>;
  /** Where a link of ours leads that is no page: files, feeds. */
  others: Map<string, { status: number; from: string }>;
  broken: string[];
}

/** Opens every page of the site that a reader comes to by links, beginning at these. */
export async function walkSite(origin: string, beginnings: string[]): Promise<Walk> {
  const walk: Walk = { pages: new Map(), others: new Map(), broken: [] };
  const waiting = beginnings.map((path) => ({ path, from: 'the beginning' }));
  const known = new Set(beginnings);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const answer = await fetch(origin + next.path, { headers: { accept: 'text/html' } });
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (answer.status !== 200) walk.broken.push(`${next.path} is ${answer.status}, from ${next.from}`);
    if (!isPage) {
      await answer.body?.cancel();
      walk.others.set(next.path, { status: answer.status, from: next.from });
      continue;
    }
    const page = readPage(next.path, await answer.text(), origin);
    walk.pages.set(next.path, page);
    for (const { pathname, search, origin: host } of page.links) {
      const path = pathname + search;
      if (host !== origin || known.has(path) || path.startsWith('/studio')) continue;
      known.add(path);
      waiting.push({ path, from: page.path });
    }
  }
  return walk;
}

/** Links that name a place on a page which it does not have. */
export function brokenAnchors({ pages }: Walk, origin: string): string[] {
  return [...pages.values()].flatMap((page) =>
    page.links
      .filter(({ hash, origin: host }) => hash.length > 1 && host === origin)
      .filter(({ hash, pathname, search }) => !pages.get(pathname + search)?.ids.has(decodeURIComponent(hash.slice(1))))
      .map(({ pathname, hash }) => `${pathname}${hash} on ${page.path}`),
  );
}

function readPage(path: string, html: string, origin: string): WalkedPage {
  const page: WalkedPage = { path, html, links: [], ids: new Set() };
  visit(fromHtml(html), 'element', ({ tagName, properties }: Element) => {
    if (properties['id']) page.ids.add(properties['id']);
    const target = tagName === 'a' || tagName === 'link' ? properties['href'] : properties['src'];
    if (typeof target === 'string' && !/^(?:mailto|tel|data):/.test(target))
      page.links.push(new URL(target, origin + path));
  });
  return page;
}
