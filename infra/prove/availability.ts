/** Whether somebody was answered, of many who ask at the same time. */
export class Availability {
  /** When the first of those was sent that had no answer since the last that had one. */
  #unansweredSinceMs: number | undefined;
  longestMs = 0;
  asked = 0;
  failed = 0;

  /** @param askedMs when the request was sent, @param nowMs when its answer came or did not */
  answered(isGood: boolean, askedMs: number, nowMs: number): void {
    this.asked++;
    const sinceMs = Math.min(this.#unansweredSinceMs ?? askedMs, askedMs);
    // Whoever waited and was answered in the end had no answer meanwhile.
    this.longestMs = Math.max(this.longestMs, nowMs - sinceMs);
    if (!isGood) this.failed++;
    this.#unansweredSinceMs = isGood ? undefined : sinceMs;
  }
}
