/** Of text in English, silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const wordsPerMinute = 238;

export function minutesToRead(words: number): number {
  return Math.max(1, Math.round(words / wordsPerMinute));
}
