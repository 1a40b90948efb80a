/** Of text in English, silently: Brysbaert, “How many words do we read per minute?”, 2019. */
const wordsPerMinute = 238;

export function minutesToRead(text: string): number {
  return Math.max(1, Math.round((text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu)?.length ?? 0) / wordsPerMinute));
}
