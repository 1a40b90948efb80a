import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StandInFunctions } from '../stand-in-functions.ts';
import { importSite, type SiteImport } from './import-site.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const pdf = '%PDF-1.4\n%âãÏÓ\n';
let functions: StandInFunctions;
let environment: Record<string, string>;
let folder: string;
let lines: string[];

beforeEach(async () => {
  functions = new StandInFunctions();
  folder = await mkdtemp(join(tmpdir(), 'colophon-site-'));
  environment = { ...(await functions.start()), FILES_DIR: await mkdtemp(join(tmpdir(), 'colophon-files-')) };
});
afterEach(() => functions.stop());

async function write(files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function run(more: Partial<SiteImport> = {}) {
  lines = [];
  return importSite({ folder, environment, onLine: (line) => void lines.push(line), ...more });
}
const said = () => lines.join('\n');
const total = (reports: { created: number; unchanged: number; reported: number; failed: number }[]) =>
  reports.map(({ created, unchanged, reported, failed }) => ({ created, unchanged, reported, failed }));

const site = {
  'site.yml': 'title: Mine\n',
  'about/10-who-i-am.md': '# Who I am\n\n![me](me.svg) and [more](/projects)',
  'about/20-now.md': '---\ntitle: Now\nsection: these-days\n---\ntext',
  'about/me.svg': svg,
  'work/press.md': '---\norganisation: Press\nrole: Printer\nstart: 1450\nend: 1455-02\n---\n**Bible**\n',
  'languages/languages.yml':
    '- { tag: de, name: Deutsch, level: NATIVE }\n- { tag: la, name: Latina, level: C1, position: 5 }\n',
  'techstack/10-what-keeps.yml':
    'collections:\n  - name: Truth\n    items: [{ name: Post gres, url: https://example.org }, { name: SQLite }]\n',
  'contact/mail.yml': 'kind: email\nlabel: Mail\nhref: mailto:a@example.org\n',
  'documents/documents.yml': '- { title: Résumé, kind: RESUME, file: resume.pdf }\n',
  'documents/resume.pdf': pdf,
  'redirects.yml': '- { fromPath: /cv, toPath: /resume }\n',
  'projects/engine/a.md': 'a',
  'projects/engine/project.yml': 'name: Engine\ntechStack: [post-gres, what-keeps/truth/sqlite]\n',
};

test('a site arrives: settings, each part, and its projects with what they are made with', async () => {
  await write(site);
  expect(total(await run())).toEqual([
    { created: 8, unchanged: 0, reported: 0, failed: 0 },
    { created: 1, unchanged: 0, reported: 0, failed: 0 },
  ]);
  expect(functions.title).toBe('Mine');
  const files = await readdir(environment['FILES_DIR'] ?? '');
  const picture = files.find((file) => file.endsWith('.svg'));
  expect(Object.fromEntries(functions.parts)).toEqual({
    ABOUT: [
      {
        section: 'who-i-am',
        title: 'Who I am',
        position: 10,
        bodyMarkdown: `![me](/files/${picture}) and [more](/projects)`,
      },
      { section: 'these-days', title: 'Now', position: 20, bodyMarkdown: 'text' },
    ],
    WORK_HISTORY: [{ organisation: 'Press', role: 'Printer', start: '1450', end: '1455-02', description: '**Bible**' }],
    LANGUAGES: [
      { tag: 'de', name: 'Deutsch', level: 'NATIVE', position: 10 },
      { tag: 'la', name: 'Latina', level: 'C1', position: 5 },
    ],
    TECH_STACK: [
      {
        ...{ slug: 'what-keeps', name: 'What Keeps', position: 10 },
        collections: [
          {
            ...{ slug: 'truth', name: 'Truth', position: 10 },
            items: [
              { slug: 'post-gres', name: 'Post gres', url: 'https://example.org', position: 10 },
              { slug: 'sqlite', name: 'SQLite', position: 20 },
            ],
          },
        ],
      },
    ],
    CONTACT: [{ kind: 'email', label: 'Mail', href: 'mailto:a@example.org', position: 10 }],
    DOCUMENTS: [{ slug: 'resume', title: 'Résumé', kind: 'RESUME', position: 10, mediaId: 'media-of-resume.pdf' }],
    REDIRECTS: [{ fromPath: '/cv', toPath: '/resume' }],
  });
  expect(functions.projects).toMatchObject([{ slug: 'engine', name: 'Engine', techStack: ['post-gres', 'sqlite'] }]);
  expect([...functions.posts.keys()]).toEqual(['a.md']);
});

test('a second run leaves what is there, says so, and still brings in what is new', async () => {
  await write(site);
  await run();
  await write({ 'education/school.md': '---\ninstitution: School\nstart: 1430\n---\n' });
  expect(total(await run())).toEqual([
    { created: 1, unchanged: 8, reported: 0, failed: 0 },
    { created: 0, unchanged: 1, reported: 0, failed: 0 },
  ]);
  expect(lines.filter((line) => line.startsWith('left'))).toHaveLength(8);
  expect(functions.parts.get('EDUCATION')).toEqual([{ institution: 'School', start: '1430', description: '' }]);
});

test('a part that is refused says which entry is wrong, and does not keep the others back', async () => {
  await write(site);
  functions.trouble = (part) =>
    part === 'LANGUAGES'
      ? { value: { outcome: 'REFUSED', troubles: [{ entry: 1, issue: 'level must be one of A1' }] } }
      : part === 'CONTACT'
        ? { refusal: { kind: 'invalid', detail: 'No.' } }
        : undefined;
  const [report] = await run();
  expect(report).toMatchObject({ created: 6, reported: 2, failed: 2 });
  expect(said()).toContain('reported    languages/languages.yml: level must be one of A1');
  expect(said()).toContain('languages: nothing of it was brought in');
  expect(said()).toContain('reported    contact: No.');
  expect([...functions.parts.keys()]).not.toContain('LANGUAGES');
});

test('each thing that could not be taken over has its line', async () => {
  await write({
    'site.yml': 'title: [\n',
    'about/who.md': '---\nlayout: page\n---\n![a](none.svg)',
    'work/press.md': '---\norganisation: [a, b]\nstart: 1450\n---\n',
    'contact/contact.yml': 'a: [\n',
    'languages/languages.yml': '- Deutsch\n',
    'projects/engine/project.yml': 'techStack: [nothing]\n',
    'projects/engine/a.md': 'a',
  });
  await run();
  expect(said()).toMatch(/reported {4}site\.yml: /);
  expect(said()).toContain('about/who.md: "layout" is not taken over');
  expect(said()).toContain('about/who.md: none.svg is missing');
  expect(said()).toContain('work/press.md: "organisation" is not a single value');
  expect(said()).toMatch(/contact\/contact\.yml: is not valid YAML \(/);
  expect(said()).toContain('languages/languages.yml: "Deutsch" is no entry');
  expect(said()).toContain('project.yml: nothing names no item of the tech stack, or several');
});

test('a document without its file is not brought in, and nothing from outside is published', async () => {
  await writeFile(join(folder, '..', 'colophon-secret.pdf'), pdf);
  await write({
    'documents/documents.yml':
      '- { title: A, kind: OTHER, file: none.pdf }\n- { title: B, kind: OTHER, file: out.pdf }\n- { title: C, kind: OTHER, file: ../../colophon-secret.pdf }\n- { title: D, kind: OTHER, file: d.svg }\n',
    'documents/d.svg': svg,
  });
  await symlink(join(folder, '..', 'colophon-secret.pdf'), join(folder, 'documents', 'out.pdf'));
  const [report] = await run();
  expect(report).toMatchObject({ created: 0, reported: 4, failed: 1 });
  expect(said()).toContain('documents/none.pdf is missing');
  expect(said()).toContain('documents/out.pdf lies outside the folder');
  expect(said()).toMatch(/colophon-secret\.pdf lies outside the folder/);
  expect(said()).toContain('documents/d.svg is no PDF');
  expect(functions.parts.has('DOCUMENTS')).toBe(false);
  expect((await readdir(environment['FILES_DIR'] ?? '')).filter((file) => file.endsWith('.pdf'))).toEqual([]);
});

test('a rehearsal writes nothing, and says what would come', async () => {
  await write(site);
  expect(total(await run({ dryRun: true }))).toMatchObject([{ created: 8, failed: 0 }, { created: 1 }]);
  expect([...functions.parts.keys(), ...functions.posts.keys(), functions.title]).toEqual(['']);
  expect(await readdir(environment['FILES_DIR'] ?? '')).toEqual([]);
  expect(functions.asked.filter((name) => /^media|import-(site|project|post)$/.test(name))).toEqual([]);
  expect(said()).toContain('would come  [2/9] about → 2 entries');
});

test('a rehearsal needs nothing that runs', async () => {
  await write(site);
  expect(total(await run({ dryRun: true, environment: {} }))).toMatchObject([
    { created: 8, failed: 0 },
    { created: 1 },
  ]);
  expect(functions.asked).toEqual([]);
});
