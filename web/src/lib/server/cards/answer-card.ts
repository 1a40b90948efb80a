import { redirect } from '@sveltejs/kit';
import { edition, type Card } from '#lib/cards.ts';
import { answer } from '../machine.ts';
import { print } from './print.ts';

/** The image at the address that names its edition; whoever asks for an earlier one is taken to this one. */
export async function answerCard(asked: string, card: Card, href: string): Promise<Response> {
  if (asked !== edition(card)) redirect(307, href);
  return answer('image/png', await print(card));
}
