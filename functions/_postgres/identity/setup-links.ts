import { readOnce, type Tx } from '../transaction.ts';
import { hashOf } from './secret.ts';

export type LinkPurpose = 'setup' | 'recovery';

/**
 * Takes the link, if it holds: whoever comes second with it finds none, and waits here for the first to end. Where the
 * transaction fails it is there again.
 */
export async function takeSetupLink(tx: Tx, token: string): Promise<LinkPurpose | undefined> {
  const { rows } = await tx.query<{ purpose: LinkPurpose; holds: boolean }>({
    name: 'take-setup-link',
    text: `delete from colophon.setup_links where token_hash = $1 returning purpose, expires_at > now() as holds`,
    values: [hashOf(token)],
  });
  return rows[0]?.holds ? rows[0].purpose : undefined;
}

/** What the link is for, if it holds now; it is not taken by looking. */
export async function holdsSetupLink(token: string): Promise<LinkPurpose | undefined> {
  const text = `select purpose from colophon.setup_links where token_hash = $1 and expires_at > now()`;
  const statement = { name: 'holds-setup-link', text };
  const [found] = await readOnce<{ purpose: LinkPurpose }>('identity', statement, [hashOf(token)]);
  return found?.purpose;
}
