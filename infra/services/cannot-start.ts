/** Something the user can put right. Its message is one whole sentence, printed without a stack; the exit code is 1. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}
