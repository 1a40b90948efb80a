import { writeFile } from 'node:fs/promises';
import { generateSchema } from '../schema/generate.ts';
import { renewBaseline } from '../schema/baseline.ts';
import { protoFolder } from '../schema/descriptors.ts';
import { gatewayPage, withTable } from './conformance/page.ts';
import { routesFile, routesSource } from './routes.ts';

// npm run generate: all that follows from proto/ and serverless.yml, and the table in docs/gateway.md. With --baseline, at a release: what must not be broken
// from here on is the schema as it stands.
await generateSchema(protoFolder);
await writeFile(routesFile, await routesSource());
await writeFile(gatewayPage, await withTable());
if (process.argv.includes('--baseline')) renewBaseline();
