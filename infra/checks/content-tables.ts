/** Tables whose changes nobody is told of and nothing records, with the reason. Every other table is content. */
export const notContent: Record<string, string> = {
  outbox: 'says itself what changed',
  audit_log: 'says itself what changed',
  setup_links: 'holds what may be used once',
  webauthn_challenges: 'holds what may be used once',
  idempotency_keys: 'holds answers to retries',
  imported_files: 'holds what the importer remembers',
  message_failures: 'holds why a message failed',
  media_jobs: 'says what is still to be done',
  media_leftovers: 'says what is still to be done',
  freshness_days: 'holds what the checker of the caches found',
  freshness_findings: 'holds what the checker of the caches found',
  database_epoch: 'is rotated by migrations and restore, which begin a new cache generation',
};

/** Tables of content whose changes the audit log leaves out, with the reason. */
export const notAudited: Record<string, string> = {
  former_paths: 'follows from the moves of nodes, which are recorded',
  former_slugs: 'follows from the new names of projects, which are recorded',
  post_revisions: 'is itself the record of what a post was',
  media_variants: 'follows from the media, which is recorded',
  post_tags: 'follows from posts, which are recorded',
  search_documents: 'follows from posts, which are recorded',
};

/** Who may come in. It is recorded as content is; the roles that build what readers see do not reach it, as roles.test.ts shows. */
export const identityTables = ['accounts', 'passkeys', 'sessions', 'api_tokens'];

/** Tables of content whose changes no cache is told of, with the reason. */
export const notAnnounced: Record<string, string> = {
  post_revisions: 'no reader sees it',
  ...Object.fromEntries(identityTables.map((table) => [table, 'no role but colophon_identity reaches it'])),
};
