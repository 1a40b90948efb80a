import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createFileRegistry,
  type DescFile,
  type DescMessage,
  type DescMethod,
  fromBinary,
  getOption,
  hasOption,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type Route, route as routeOption } from '../../proto/gen/colophon/rules/v1/rules_pb.js';

export const protoFolder = fileURLToPath(new URL('../../proto', import.meta.url));

export interface RoutedMethod {
  method: DescMethod;
  route: Route;
  /** Undefined where the method takes or answers nothing. */
  request: DescMessage | undefined;
  response: DescMessage | undefined;
}

export interface Described {
  files: DescFile[];
  routes: RoutedMethod[];
  /** What callers may send: requests of routes, and what functions are asked, by their names. Each gets a gate. */
  requests: DescMessage[];
}

/** All that proto/ says, comments included. */
export function describe(): Described {
  const image = execFileSync('buf', ['build', '--as-file-descriptor-set', '--output', '-'], {
    cwd: protoFolder,
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const files = [...createFileRegistry(fromBinary(FileDescriptorSetSchema, image)).files]
    .filter((file) => file.proto.package.startsWith('colophon.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const routes = files.flatMap(({ services }) => services.flatMap(({ methods }) => methods.map(routed)));
  const asked = files.flatMap(({ messages }) => messages.filter(({ name }) => name.endsWith('Request')));
  const requests = new Set([...routes.flatMap(({ request }) => request ?? []), ...asked]);
  return { files, routes, requests: [...requests].sort((one, other) => (one.typeName < other.typeName ? -1 : 1)) };
}

function routed(method: DescMethod): RoutedMethod {
  if (!hasOption(method, routeOption)) throw new Error(`${method.parent.typeName}.${method.name} has no route.`);
  const { input, output } = method;
  return {
    method,
    route: getOption(method, routeOption),
    request: isEmpty(input) ? undefined : input,
    response: isEmpty(output) ? undefined : output,
  };
}

function isEmpty({ typeName }: DescMessage): boolean {
  return typeName === 'google.protobuf.Empty';
}

/** A JSON object of any shape. */
export function isAnything({ typeName }: DescMessage): boolean {
  return typeName === 'google.protobuf.Struct';
}

/** These messages and all that can be found inside them. */
export function reachableFrom(messages: DescMessage[]): Set<DescMessage> {
  const reached = new Set<DescMessage>();
  const visit = (message: DescMessage) => {
    if (reached.has(message) || isAnything(message)) return;
    reached.add(message);
    for (const field of message.fields) if (field.message) visit(field.message);
  };
  messages.forEach(visit);
  return reached;
}

/** A message's name within its package: Site.MenuEntry. */
export function shortName({ typeName, file }: DescMessage): string {
  return typeName.slice(file.proto.package.length + 1);
}
