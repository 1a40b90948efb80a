/** A feed, whatever its form. All addresses in it are absolute. */
export interface Feed {
  title: string;
  description: string;
  author: string;
  /** The page whose news it tells. */
  page: string;
  /** The feed itself. */
  self: string;
  icon: string;
  /** When any of it changed last. */
  updated: string;
  entries: FeedEntry[];
}

export interface FeedEntry {
  /** Stays when a post moves or is renamed. */
  id: string;
  page: string;
  title: string;
  summary: string;
  /** The whole post; absent where the feed had become too long. */
  html: string | undefined;
  image: string;
  tags: string[];
  published: string;
  updated: string;
}
