/** A picture without anything in it that is not the picture: no place where it was taken, no words, nothing behind its end. */
export interface Cleaned {
  content: Buffer;
  width: number;
  height: number;
  /** How many pictures of this size have to be unpacked: more than one where it moves. */
  frames: number;
}

/** The content is not what its beginning says: said in words that follow the name of the file. */
export class Unsound extends Error {
  override name = 'Unsound';
}

/** Reading that ends in a sentence instead of a RangeError where the file ends too early. */
export function slice(content: Buffer, start: number, length: number): Buffer {
  if (start + length > content.length) throw new Unsound('is cut off');
  return content.subarray(start, start + length);
}
