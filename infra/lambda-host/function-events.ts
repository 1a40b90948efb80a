import { CannotStart } from '../services/cannot-start.ts';
import { isTree, type Tree } from '../services/serverless-file.ts';

export interface HttpRoute {
  /** As the event names it: `GET /api/v1/site`, or `$default`. */
  routeKey: string;
  /** The function that is asked who is calling. */
  authorizer?: string;
}

export interface QueueSource {
  /** The logical name of the queue among the resources. */
  queue: string;
  batchSize: number;
  reportsItemFailures: boolean;
  maximumConcurrency: number;
}

export interface FunctionEvents {
  routes: HttpRoute[];
  queues: QueueSource[];
  schedules: string[];
}

/** Reads the events that we use. One that we do not know is named: silently it would never come. */
export function readEvents(name: string, events: unknown, authorizers: Map<string, string>): FunctionEvents {
  const found: FunctionEvents = { routes: [], queues: [], schedules: [] };
  for (const event of Array.isArray(events) ? (events as unknown[]) : []) {
    const [kind, value] = (isTree(event) && Object.entries(event)[0]) || [];
    if (kind === 'httpApi') found.routes.push(route(name, value, authorizers));
    else if (kind === 'sqs') found.queues.push(queue(name, value));
    else if (kind === 'schedule') found.schedules.push(schedule(name, value));
    else
      throw new CannotStart(
        `The function ${name} in serverless.yml has an event that this host does not know: ${kind}.`,
      );
  }
  return found;
}

function route(name: string, value: unknown, authorizers: Map<string, string>): HttpRoute {
  const [method, path] =
    typeof value === 'string' ? value.split(/\s+/) : isTree(value) ? [value['method'], value['path']] : [];
  if (value === '*' || (method === undefined && path === '*')) return { routeKey: '$default' };
  if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/')) {
    throw new CannotStart(`A route of the function ${name} in serverless.yml needs a method and a path.`);
  }
  const verb = method === '*' ? 'ANY' : method.toUpperCase();
  const routeKey = `${verb} ${path}`;
  const asked = isTree(value) ? value['authorizer'] : undefined;
  const authorizer = isTree(asked) ? asked['name'] : asked;
  if (authorizer === undefined) return { routeKey };
  const functionName = typeof authorizer === 'string' ? authorizers.get(authorizer) : undefined;
  if (functionName) return { routeKey, authorizer: functionName };
  throw new CannotStart(`The authorizer of the route ${routeKey} is not declared in serverless.yml.`);
}

function queue(name: string, value: unknown): QueueSource {
  const arn = isTree(value) ? value['arn'] : value;
  const target = isTree(arn) ? arn['Fn::GetAtt'] : undefined;
  const settings: Tree = isTree(value) ? value : {};
  if (!Array.isArray(target) || target[1] !== 'Arn') {
    throw new CannotStart(`The queue of the function ${name} in serverless.yml needs arn: !GetAtt <queue>.Arn.`);
  }
  return {
    queue: String(target[0]),
    batchSize: Number(settings['batchSize'] ?? 10),
    reportsItemFailures: [settings['functionResponseType']].flat().includes('ReportBatchItemFailures'),
    maximumConcurrency: Number(settings['maximumConcurrency'] ?? 2),
  };
}

function schedule(name: string, value: unknown): string {
  const rate: unknown = isTree(value) ? [value['rate']].flat()[0] : value;
  if (typeof rate !== 'string')
    throw new CannotStart(`The schedule of the function ${name} in serverless.yml cannot be read.`);
  if (/second/.test(rate))
    throw new CannotStart(
      `The schedule "${rate}" of the function ${name} is none of AWS’s: seconds stand in custom.local.schedules.`,
    );
  return rate;
}
