import { atMost, type Meaning, text } from '../meanings.ts';

export const identityMeanings: Record<string, Meaning> = {
  accounts_only_one: { field: 'email', issue: 'would be of a second account, and a site has one', kind: 'conflict' },
  accounts_email_length: atMost('email', 254),
  accounts_email_is_address: { field: 'email', issue: 'must be an e-mail address' },
  accounts_name_length: text('name', 200),
  accounts_sign_in_is_possible: {
    field: 'signIn',
    issue: 'needs a passkey, and there would be none: add one, or choose PASSWORD',
    kind: 'conflict',
  },
  passkeys_name_length: text('name', 100),
  passkeys_credential_length: atMost('credential.id', 1400),
  passkeys_credential_unique: { field: 'credential', issue: 'is known already', kind: 'conflict' },
  api_tokens_name_length: text('name', 100),
  api_tokens_expires_at_range: { field: 'expiresAt', issue: 'must be in the years 1 to 9999' },
  api_tokens_scopes_known: { field: 'scopes', issue: 'must be 1 to 3 of READ, WRITE, OPERATE' },
};
