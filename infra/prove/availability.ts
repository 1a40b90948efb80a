/** When something answered and when not, of many who ask at the same time. */
export class Availability {
  #lastGoodMs: number | undefined;
  longestMs = 0;
  asked = 0;
  failed = 0;

  /** @param askedMs when the request was sent, @param nowMs when its answer came or did not */
  answered(isGood: boolean, askedMs: number, nowMs: number): void {
    this.asked++;
    if (!isGood) {
      this.failed++;
      return;
    }
    // A request that waited through the gap and was answered in the end was unserved from its beginning on.
    this.#gap(Math.max(this.#lastGoodMs ?? askedMs, 0), nowMs);
    this.#lastGoodMs = nowMs;
  }

  #gap(fromMs: number, untilMs: number): void {
    this.longestMs = Math.max(this.longestMs, untilMs - fromMs);
  }
}
