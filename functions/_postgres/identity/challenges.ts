import type { Tx } from '../transaction.ts';
import { hashOf } from './secret.ts';

/** `alone` signs in by itself, `second` was given to who showed the password, `create` to a session. */
export type ChallengePurpose = 'alone' | 'second' | 'create';

const minutes = 5;
/** Everybody may ask for one; the oldest go. */
const mostChallenges = 1000;

export async function keepChallenge(
  tx: Tx,
  challenge: string,
  purpose: ChallengePurpose,
  sessionId?: string,
): Promise<void> {
  await tx.query({
    name: 'clear-challenges',
    text: `delete from colophon.webauthn_challenges where expires_at <= now() or challenge_hash in (
      select challenge_hash from colophon.webauthn_challenges where purpose = 'alone' order by expires_at desc offset ${mostChallenges - 1})`,
  });
  await tx.query({
    name: 'keep-challenge',
    text: `insert into colophon.webauthn_challenges (challenge_hash, purpose, session_id, expires_at)
      values ($1, $2, $3, now() + interval '${minutes} minutes')`,
    values: [hashOf(challenge), purpose, sessionId ?? null],
  });
}

/** Takes the challenge, if it was given and holds: it is answered once, rightly or not. */
export async function takeChallenge(
  tx: Tx,
  challenge: string,
): Promise<{ purpose: ChallengePurpose; sessionId: string | null } | undefined> {
  const { rows } = await tx.query<{ purpose: ChallengePurpose; sessionId: string | null; holds: boolean }>({
    name: 'take-challenge',
    text: `delete from colophon.webauthn_challenges where challenge_hash = $1
      returning purpose, session_id as "sessionId", expires_at > now() as holds`,
    values: [hashOf(challenge)],
  });
  return rows[0]?.holds ? rows[0] : undefined;
}
