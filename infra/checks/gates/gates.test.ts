import { type DescField, hasOption, ScalarType } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Refusal } from '../../../functions/_http/refusal.ts';
import { parseBody } from '../../../functions/_http/request.ts';
import { rules } from '../../../proto/gen/colophon/rules/v1/rules_pb.js';
import { check, rulesOf } from '../../../proto/gate.ts';
import { generatedMessages } from '../../schema/generated-messages.ts';
import { databaseUnderTest } from '../database-under-test.ts';
import { httpEvent } from '../http-event.ts';
import { type Probe, type Probed, probedFields } from './probes.ts';
import { sampleValue } from './samples.ts';
import { ThirdGate } from './third-gate.ts';
import { ValidRows } from './valid-rows.ts';

/** Fields that come to rest in no column of their own, each with its reason. */
const storedElsewhere: Record<string, string> = {
  'CreateNodeRequest.postId': 'names the post that gets this place; the column is on the post’s side',
  'UpdateNodeRequest.postId': 'names the post that gets this place; the column is on the post’s side',
  'ImportPostRequest.draft': 'decides the status of the post',
  'CreateProjectRequest.techStack': 'each entry is a row of its own: techstack_uses',
  'UpdateProjectRequest.techStack': 'each entry is a row of its own: techstack_uses',
  'ImportProfileRequest.part': 'decides the table',
  'ImportProfileRequest.entries': 'each is a request of its own to the list that the part is',
  'ImportProfileRequest.dryRun': 'decides whether anything is stored',
  'RedriveRequest.most': 'bounds this request alone',
  'RedriveRequest.queue': 'names a queue',
  'RedriveRequest.messageIds': 'names messages of a queue',
  'SignInRequest.email': 'is compared alone',
  'SignInRequest.password': 'is compared alone',
  'SetUpRequest.token': 'is compared alone',
  'SetUpRequest.email': 'is that of the account where there is one, and may then be left out',
  'SetUpRequest.name': 'is that of the account where there is one, and may then be left out',
  'SetUpRequest.password': 'rests as a hash alone',
  'ChangePasswordRequest.presentPassword': 'is compared alone',
  'ChangePasswordRequest.password': 'rests as a hash alone',
  'ChangeSignInRequest.signIn': 'wants a passkey beside it, which one update of a column does not bring',
  'CreateApiTokenRequest.scopes': 'rests in words of lower case, each once',
  'CreateMediaRequest.bytes': 'bounds the upload alone',
  'RegisterMediaRequest.path': 'is stored together with what the file is: one alone is nothing',
  'RegisterMediaRequest.sha256': 'is stored together with what the file is: one alone is nothing',
  'RegisterMediaRequest.type': 'is stored together with what the file is: one alone is nothing',
  'RegisterMediaRequest.bytes': 'is stored together with what the file is: one alone is nothing',
};

const db = databaseUnderTest();
const { requests, routes } = await generatedMessages();
const fields = requests.flatMap(probedFields);
const inQueries = new Set(
  routes.filter(({ route }) => /^(GET|DELETE)$/.test(route.method)).map(({ request }) => request.typeName),
);

const stored = new Map(
  fields
    .filter(({ field, top, stored }) => stored && field === top)
    .map((each) => [each.stored, storedForm(each.field)]),
);
const rows = new ValidRows(db, stored);
const database = new ThirdGate(db, rows);

/** As the functions write it: the names of an enum's values are in lower case there. */
function storedForm(field: DescField): unknown {
  const value = sampleValue(field);
  return field.enum ? String(value).toLowerCase() : field.message ? JSON.stringify(value) : value;
}

test('the requests were found', () => {
  expect(requests.length).toBeGreaterThan(9);
  expect(fields.flatMap(({ probes }) => probes).length).toBeGreaterThan(500);
});

test.each(fields)('$name has rules, and a place where it comes to rest', ({ name, request, field, stored }) => {
  const saysItAll =
    field.enum !== undefined ||
    ('scalar' in field && field.scalar === ScalarType.BOOL) ||
    (field.message && field.fieldKind !== 'list');
  expect(saysItAll || hasOption(field, rules)).toBeTruthy();
  if (field.fieldKind === 'list') expect(rulesOf(field).maxItems, 'a list has an end').toBeDefined();
  const isWhole = field.message !== undefined;
  const isStored = stored !== '' || isWhole || inQueries.has(request.typeName);
  expect(isStored || storedElsewhere[name] !== undefined).toBe(true);
});

test('what is said to be stored elsewhere is a field, and is', () => {
  const named = fields.filter(({ name, stored }) => storedElsewhere[name] !== undefined && stored === '');
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(storedElsewhere).sort());
});

test.each(fields)('$name: the three gates agree on $probes.length values', { timeout: 30_000 }, async (probed) => {
  const disagreements: string[] = [];
  for (const probe of probed.probes) {
    const answers = {
      browser: browserTakes(probed, probe),
      function: functionTakes(probed, probe),
      database: await databaseTakes(probed, probe),
    };
    const wrong = Object.entries(answers).filter(([, takes]) => takes !== undefined && takes !== probe.isInside);
    const said = wrong.map(
      ([gate]) => `the ${gate} ${probe.isInside ? 'refuses' : 'takes'} ${probe.what.slice(0, 80)}`,
    );
    disagreements.push(...said);
  }
  expect(disagreements).toEqual([]);
});

function browserTakes({ request, inRequest }: Probed, { value }: Probe): boolean {
  return check(request, inRequest(value)) === undefined;
}

function functionTakes({ request, inRequest }: Probed, { value }: Probe): boolean {
  try {
    parseBody(httpEvent({ method: 'POST', body: escaped(inRequest(value)) }), request);
    return true;
  } catch (error) {
    if (error instanceof Refusal && ['malformed', 'invalid'].includes(error.kind)) return false;
    // More than a body may hold is refused at the door.
    throw error;
  }
}

/** Undefined where the database cannot be asked about this. */
async function databaseTakes(
  { field, top, stored, inRequest }: Probed,
  { value, reaches }: Probe,
): Promise<boolean | undefined> {
  if (stored === '' || reaches !== 'all') return undefined;
  if (field !== top && rulesOf(field).stored === '') return database.takes(stored, inRequest(value)[top.jsonName]);
  return database.takes(stored, field.enum ? lowerCase(value) : value, rulesOf(field).mayBeEmpty);
}

function lowerCase(value: unknown): unknown {
  return Array.isArray(value) ? value.map(lowerCase) : String(value).toLowerCase();
}

/** JSON in ASCII, in which half of a character arrives as it is. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}
