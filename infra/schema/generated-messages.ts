import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DescFile, type DescMessage, getOption } from '@bufbuild/protobuf';
import { isGated } from '../../proto/gate.ts';
import { type Route, route as routeOption } from '../../proto/gen/colophon/rules/v1/rules_pb.js';
import { protoFolder } from './descriptors.ts';

export interface GeneratedRoute {
  route: Route;
  request: DescMessage;
  response: DescMessage;
}

/** What proto/gen holds, as the functions import it: with its gates. */
export async function generatedMessages(): Promise<{ requests: DescMessage[]; routes: GeneratedRoute[] }> {
  const folder = join(protoFolder, 'gen');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('_pb.js'));
  const modules = await Promise.all(
    names.sort().map(async (name) => (await import(pathToFileURL(join(folder, name)).href)) as Record<string, unknown>),
  );
  const all = modules.flatMap((module) => Object.values(module));
  const files = all.filter((each): each is DescFile => (each as DescFile).kind === 'file');
  const methods = files.flatMap(({ services }) => services.flatMap((service) => service.methods));
  return {
    requests: all.filter((each): each is DescMessage => (each as DescMessage).kind === 'message').filter(isGated),
    routes: methods.map((method) => ({
      route: getOption(method, routeOption),
      request: method.input,
      response: method.output,
    })),
  };
}
