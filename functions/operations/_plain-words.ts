import type { KeptFailure } from '../_postgres/events/message-failures.ts';
import type { Named } from '../_postgres/events/names-of.ts';
import type { QueueName } from '../_sqs/queues.ts';
import type { Letter } from './_letter.ts';
import { phraseOf, type StalePlaces } from './_stale-places.ts';

export interface Circumstances {
  queue: QueueName;
  /** RFC 3339, or '' where it is not known. */
  since: string;
  /** Of its last try; undefined where nobody could say why it failed. */
  failure: Pick<KeptFailure, 'reason' | 'detail' | 'attempts' | 'failedAt'> | undefined;
  redriven: number;
  now: Date;
}

/** So many places are named in the sentence itself. */
const mostInSentence = 3;

/** What a dead letter means for whoever looks after the site. API, command line and studio all say this. */
export function sentenceOf(
  letter: Letter,
  places: StalePlaces,
  names: Map<string, Named>,
  circumstances: Circumstances,
): string {
  const again = sentAgain(circumstances.redriven);
  if (letter.kind === 'event') return staleSentence(places, circumstances) + again;
  if (letter.kind === 'job') return fileSentence(names.get(letter.mediaId), circumstances) + again;
  const [whom, what] =
    circumstances.queue === 'media'
      ? ['those for pictures and documents', 'It names no file']
      : ['those for the caches', 'It names no page'];
  const tries = triesOf(circumstances);
  const moment = since(circumstances);
  return `A message that nobody can read ${moment ? 'has been' : 'is'} among ${whom}${moment}${tries}. ${what}, so trying again will not help, and nothing waits for it.${again}`;
}

function staleSentence(places: StalePlaces, circumstances: Circumstances): string {
  const subject = subjectOf(places);
  const because = reasonOf(circumstances, `, because `);
  return `${capitalised(subject)} may be stale${since(circumstances)}${because}`;
}

/** What the event is about; what only shows a little of that is not named one by one. */
function subjectOf({ named, more }: StalePlaces): string {
  const first = named[0]?.rank ?? 0;
  if (first === 0) return named[0]?.phrase ?? 'something';
  const main = named.filter(({ rank }) => first >= 4 || rank < 4);
  const phrases = alikeTogether(main.map(({ phrase }) => phrase));
  const rest = Math.max(0, phrases.length - mostInSentence) + more;
  const subject = enumerated(rest > 0 ? [...phrases.slice(0, mostInSentence), `${rest} more`] : phrases);
  if (main.length === named.length) return subject;
  return `${subject}, and what else shows ${main.length + more > 1 ? 'them' : 'it'},`;
}

/** What has no name of its own is counted: two pages without a title. */
function alikeTogether(phrases: string[]): string[] {
  return [...Map.groupBy(phrases, (phrase) => phrase)].flatMap(([phrase, { length }]) => {
    const [, word, verb = '', what] = /^a (\w+?)( that is)?( .*)$/.exec(phrase) ?? [];
    if (length === 1 || word === undefined) return Array<string>(length).fill(phrase);
    return [`${length} ${word.replace(/y$/, 'ie')}s${verb.replace('is', 'are')}${what}`];
  });
}

function fileSentence(file: Named | undefined, circumstances: Circumstances): string {
  const phrase = capitalised(phraseOf(file?.kind === 'document' ? 'document' : 'picture', file));
  if (!file || file.isDeleted) return `${phrase} could not be processed. Nothing waits for it.`;
  if (file.state === 'ready') return `${phrase} is processed by now; nothing waits for this message.`;
  return `${phrase} could not be processed${reasonOf(circumstances, ', because ')}`;
}

function reasonOf(circumstances: Circumstances, because: string): string {
  const { failure } = circumstances;
  if (!failure) return '. Why is not known: what handles it ran out of time, or its process ended.';
  return `${because}${causeOf(failure)}${triesOf(circumstances)}.`;
}

function causeOf({ reason, detail }: { reason: KeptFailure['reason']; detail: string }): string {
  if (reason === 'fault') return 'something broke on our side';
  if (reason === 'malformed') return 'what handles it could not make sense of the message';
  const part = /\b(cache|database|queue)\b/i.exec(detail)?.[1]?.toLowerCase();
  return `${part ? `the ${part}` : 'a part that it takes'} did not answer`;
}

function triesOf({ failure, now }: Circumstances): string {
  if (!failure) return '';
  const { attempts, failedAt } = failure;
  return ` (${attempts === 1 ? '1 try' : `${attempts} tries`}, last ${clock(failedAt, now)})`;
}

function since({ since: moment, now }: Circumstances): string {
  return Number.isNaN(Date.parse(moment)) ? '' : ` since ${clock(moment, now)}`;
}

function sentAgain(times: number): string {
  if (times === 0) return '';
  return ` It was sent again ${times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`} before.`;
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** The time of day; with the day, where that is not today. */
function clock(moment: string, now: Date): string {
  const at = new Date(moment);
  const time = `${at.toISOString().slice(11, 16)} UTC`;
  return day.format(at) === day.format(now) ? time : `${day.format(at)}, ${time}`;
}

function enumerated(phrases: string[]): string {
  return phrases.length < 2 ? phrases.join('') : `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)}`;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
