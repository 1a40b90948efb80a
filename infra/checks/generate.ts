import { writeFile } from 'node:fs/promises';
import { generateSchema } from '../schema/generate.ts';
import { protoFolder } from '../schema/descriptors.ts';
import { routesFile, routesSource } from './routes.ts';

// npm run generate: all that follows from proto/ and serverless.yml.
await generateSchema(protoFolder);
await writeFile(routesFile, await routesSource());
