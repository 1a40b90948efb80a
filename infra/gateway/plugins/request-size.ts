import { definePlugin } from '../plugin.ts';

interface Settings {
  maxKilobytes: number;
}

/**
 * How large the body of a request may be. Of several entries that see a request the last one holds, so the general one stands
 * first. A larger body is a 413: at once where its length is said, else when it goes beyond; body-limits.ts counts.
 */
export default definePlugin<Settings>({
  name: 'request-size',
  settings: {
    properties: {
      maxKilobytes: { type: 'integer', minimum: 0, maximum: 1_048_576, default: 1024 },
    },
  },
  create({ maxKilobytes }) {
    const limit = maxKilobytes * 1024;
    return { request: (request) => void (request.bodyLimit = limit) };
  },
});
