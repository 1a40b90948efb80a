/**
 * Which messages of a batch the function reports as failed; 'all' where its report cannot be trusted. As Lambda reads it: nothing, {} and
 * an absent or empty list mean that all went well; an id that is empty, null or of no message in the batch means that nothing did,
 * since otherwise a typing mistake in a handler would delete messages unprocessed.
 */
export function failedMessages(response: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> | 'all' {
  if (response === undefined || response === null) return new Set();
  if (typeof response !== 'object' || Array.isArray(response)) return 'all';
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const failed = new Set<string>();
  for (const failure of failures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || !messageIds.has(id)) return 'all';
    failed.add(id);
  }
  return failed;
}
