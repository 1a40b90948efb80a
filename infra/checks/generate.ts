import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { routesFile, routesSource } from './routes.ts';

// npm run generate: all that follows from proto/ and serverless.yml.
execFileSync('buf', ['generate'], { cwd: fileURLToPath(new URL('../../proto', import.meta.url)), stdio: 'inherit' });
await writeFile(routesFile, await routesSource());
