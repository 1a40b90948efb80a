import { parseArgs } from 'node:util';

export interface Options {
  /** How long one load of one round lasts. */
  seconds: number;
  rounds: number;
  /** How many writes are timed. */
  writes: number;
}

const use = 'Use: npm run bench -- [--seconds <1-600>] [--quick]';

export class WrongUse extends Error {}

/** --quick tells whether it works at all, and roughly how fast; its figures are nobody's proof. */
export function readOptions(args: string[]): Options {
  const { seconds: given, quick } = parsed(args);
  const seconds = given === undefined ? (quick ? 1 : 5) : Number(given);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 600) throw new WrongUse(use);
  return { seconds, rounds: quick ? 2 : 5, writes: quick ? 60 : 300 };
}

function parsed(args: string[]): { seconds?: string; quick?: boolean } {
  try {
    return parseArgs({ args, options: { seconds: { type: 'string' }, quick: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new WrongUse(`${(error as Error).message}\n${use}`);
  }
}
