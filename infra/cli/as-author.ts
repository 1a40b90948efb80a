import { authorsEvent } from '../lambda-host/authors-event.ts';
import type { Environment } from './lambda.ts';
import { invoker } from './lambda.ts';

interface HttpAnswer {
  statusCode: number;
  body?: string;
}

/**
 * Invokes a function that has a route, as the author: who may invoke functions directly may do all that the author may.
 * @throws what the problem says, where the answer is one
 */
export async function asAuthor<Answer>(
  environment: Environment,
  name: string,
  method: string,
  path: string,
  body?: object,
  pathParameters?: Record<string, string>,
): Promise<Answer> {
  const answer = await invoker(environment)<HttpAnswer>(name, authorsEvent(method, path, body, pathParameters));
  const parsed = JSON.parse(answer.body || '{}') as Answer & { detail?: string };
  if (answer.statusCode >= 400) throw new Error(parsed.detail ?? `${name} answered ${answer.statusCode}.`);
  return parsed;
}
