import { optionalSetting } from '../_env/settings.ts';
import { diskStorage } from './disk-storage.ts';

export interface UploadTarget {
  method: 'PUT';
  url: string;
}

export interface Asked {
  id: string;
  limitBytes: number;
  expiresAt: Date;
}

/** Where files lie: those that readers get, by name, and what was uploaded and nobody has looked at yet, by id. */
export interface Storage {
  /** A path on this machine at which nothing is yet, for a file or folder that is being made. What stays there for an hour goes. */
  workPath(): Promise<string>;
  /** Takes a finished file, made at such a path, under its name. It is there wholly or not at all; the file is gone afterwards. */
  keep(file: string, name: string): Promise<void>;
  has(name: string): Promise<boolean>;
  /** The file on this machine, to be read and not to be changed; in this folder, where it has to be fetched. */
  local(name: string, folder: string): Promise<string>;
  remove(name: string): Promise<void>;
  /** An address that takes one file, once, until it expires. */
  uploadTarget(asked: Asked): Promise<UploadTarget>;
  /** What was uploaded; undefined where nothing is there, or not all of it. */
  upload(id: string): Promise<{ bytes: number; content: AsyncIterable<Uint8Array> } | undefined>;
  /** It is looked after: nothing more is taken for this id. */
  endUpload(id: string): Promise<void>;
  /** Takes away what was uploaded before and is of no use any more. */
  sweepUploads(before: Date): Promise<void>;
}

let chosen: Storage | undefined;

/** Folders of this machine, or a bucket where FILES_BUCKET names one. */
export async function storage(): Promise<Storage> {
  if (chosen) return chosen;
  const bucket = optionalSetting('FILES_BUCKET');
  // Its SDK is loaded where it is used.
  return (chosen = bucket ? (await import('./s3-storage.ts')).s3Storage(bucket) : diskStorage());
}
