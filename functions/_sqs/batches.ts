const most = 10;
/** Of one message, and of all in one call, with what stands around their bodies. */
const mostBytes = 256 * 1024;

/** As many as one call may carry at a time, in their order. @param bytesOf what one counts for */
export function* batchesOf<Item>(items: Item[], bytesOf: (item: Item) => number): Generator<Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length === most || (batch.length > 0 && bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
