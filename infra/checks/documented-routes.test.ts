import { expect, test } from 'vitest';
import { doorsOf } from '../gateway/routes.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { generatedMessages } from '../schema/generated-messages.ts';
import { document, documentedRoutes, validatorOf } from './openapi.ts';

const functions = readFunctions();
const declared = functions.flatMap(({ routes }) => routes).filter(({ routeKey }) => routeKey.includes(' /api/v1/'));
const isHead = (routeKey: string) => routeKey.startsWith('HEAD ');
const { routes } = await generatedMessages();

test('serverless.yml, the OpenAPI document and the gateway have the same routes', () => {
  const inServerless = declared.map(({ routeKey }) => routeKey).filter((routeKey) => !isHead(routeKey));
  const inDocument = documentedRoutes.map(({ routeKey }) => routeKey);
  const inGateway = doorsOf(functions)
    .doors.filter(({ url, method }) => url.startsWith('/api/v1/') && method !== 'HEAD')
    .map(
      ({ method, url, greedy }) => `${String(method)} ${url.replace(/\*$/, `{${greedy}+}`).replace(/:(\w+)/g, '{$1}')}`,
    );
  expect(inDocument.length).toBeGreaterThan(10);
  expect(inDocument.toSorted()).toEqual(inServerless.toSorted());
  expect(inGateway.toSorted()).toEqual(inServerless.toSorted());
});

test('whom the document lets in without a token, no authorizer is asked about, and all others it is', () => {
  const open = documentedRoutes
    .filter(({ operation }) => operation.security?.length === 0)
    .map(({ routeKey }) => routeKey);
  const unguarded = declared.filter(({ authorizer }) => !authorizer).map(({ routeKey }) => routeKey);
  expect(unguarded.filter((routeKey) => !isHead(routeKey)).toSorted()).toEqual(open.toSorted());
});

test('each name is of one operation, and each schema that is referred to is there', () => {
  const names = documentedRoutes.map(({ operation }) => operation.operationId);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  expect(names).toHaveLength(routes.length);
  const referred = [...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/[\w.]+/g)].map(([ref]) => ref);
  expect(new Set(referred).size).toBeGreaterThan(10);
  for (const ref of new Set(referred)) expect(validatorOf(ref), ref).toBeDefined();
});

test('each parameter of a path is described, and each that is described is in the path', () => {
  for (const { path, operation } of documentedRoutes) {
    const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect([path, described.map(({ name }) => name)]).toEqual([
      path,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    ]);
  }
});
