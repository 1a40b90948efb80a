import type { ContactChannel } from '#lib/server/api/profile.ts';
import type { Served } from '#lib/server/api/served.ts';
import type { PageParts } from '#lib/server/parts.ts';
import type { Site } from '#lib/server/api/site.ts';

declare global {
  namespace App {
    interface Error {
      /** What a reader may quote when asking the author. */
      requestId?: string | undefined;
      retryAfterSeconds?: number | undefined;
    }
    interface Locals {
      parts: PageParts;
      retryAfterSeconds?: number | undefined;
      /** Cookies that the API set on the studio's behalf: they go on to the browser as they are. */
      passedBack?: string[];
    }
    interface PageData {
      /** Absent where the page's frame itself could not be built. */
      site?: Site;
      /** Other addresses of the author's, where the page is about them. */
      channels?: ContactChannel[];
      /** How the page's main object was served. */
      served?: Served;
      /** In the studio: how many messages failed for good. */
      resting?: number;
    }
  }
}

export {};
