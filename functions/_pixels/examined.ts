/** A file that is to be examined, on this machine, and a folder for what is made of it. */
export interface Job {
  file: string;
  type: string;
  folder: string;
  limitPixels: number;
  limitPages: number;
  /** Of computing, which is what the file costs. */
  limitSeconds: number;
  /** In all: a machine that is busy with other things takes longer, and that is not the file's doing. */
  withinSeconds: number;
}

export interface MadeVariant {
  file: string;
  type: 'image/avif' | 'image/webp';
  width: number;
  height: number;
}

export interface Examined {
  width: number;
  height: number;
  /** Of a document; of a picture that moves, its frames. */
  pages: number;
  placeholder: string;
  variants: MadeVariant[];
}

/** The file cannot be used, for a reason of its own: said in words that follow "The file". */
export class Unusable extends Error {
  override name = 'Unusable';
}

/** What the process of the pixels tells. Anything else that ends it is told by how it ended. */
export type Verdict = { examined: Examined } | { unusable: string } | { fault: string };
