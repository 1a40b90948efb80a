import { resolve } from 'node:path';
import { rolePassword, roleUrls } from '../launcher/environment.ts';

/** Runs a file as the launcher would: with the addresses of the roles and the secret of uploads, which follow from the owner's. */
const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl)
  Object.assign(process.env, roleUrls(databaseUrl), { UPLOAD_SECRET: rolePassword(databaseUrl, 'uploads') });
for (const [name, value] of Object.entries(process.env)) {
  // Compose hands over an unset variable as an empty one.
  if (value === '') delete process.env[name];
}
await import(resolve(process.argv[2] ?? ''));
