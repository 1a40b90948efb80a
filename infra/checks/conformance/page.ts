import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { differences } from './differences.ts';
import { pages } from './pages.ts';

export const gatewayPage = join(import.meta.dirname, '../../../docs/gateway.md');

const begin = '<!-- The table of infra/checks/conformance/differences.ts: npm run generate -->';
const end = '<!-- End of the table -->';

/** docs/gateway.md with the table as it is now. */
export async function withTable(): Promise<string> {
  const page = await readFile(gatewayPage, 'utf8');
  const [before, after] = [page.indexOf(begin), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error('docs/gateway.md has lost the place of its table of differences.');
  const rows = differences.map(({ what, gateway, offline, why, page: decides }) => {
    const { title, url } = pages[decides];
    return `| ${what} | ${gateway} | ${offline} | ${why} [${title}](${url}) |`;
  });
  const table = [
    '| | our gateway | serverless offline | why, and the page that decides |',
    '|---|---|---|---|',
    ...rows,
  ];
  const text = [page.slice(0, before) + begin, '', ...table, '', page.slice(after)].join('\n');
  return format(text, { ...(await resolveConfig(gatewayPage)), filepath: gatewayPage });
}
