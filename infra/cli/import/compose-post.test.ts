import { expect, test } from 'vitest';
import { composePost } from './compose-post.ts';
import { readDocument } from './reading/read-document.ts';
import { buildTree } from './tree.ts';

function compose(text: string, source = 'a.md', picture: string | undefined = '/files/x.png') {
  const document = readDocument(new TextEncoder().encode(text));
  const places = buildTree([{ source, ...document }], new Map(), new Set());
  const takeFile = () => Promise.resolve(picture === '' ? undefined : { path: picture });
  return composePost(source, document, places.get(source)!, { projectSlug: 'p', places, asDrafts: false, takeFile });
}

test('the title is what the front matter, else the first heading, else the name of the file says', async () => {
  expect((await compose('---\ntitle: A\n---\n# B\n\nc')).request).toMatchObject({
    title: 'A',
    bodyMarkdown: '# B\n\nc',
  });
  expect((await compose('a\n\n## B *b*\n\nc')).request).toMatchObject({
    title: 'B b',
    bodyMarkdown: 'a\n\n## B *b*\n\nc',
  });
  expect((await compose('Text', '2024-05-01-the-name.md')).request.title).toBe('The Name');
});

test('a heading that only repeats the title is not shown twice', async () => {
  expect((await compose('# A [b](b.png)\n\nc')).request).toMatchObject({ title: 'A b', bodyMarkdown: 'c' });
  expect((await compose('---\ntitle: A\n---\n\n# A\n\n![b](b.png)')).request.bodyMarkdown).toBe('![b](/files/x.png)');
  expect((await compose('# Only this')).request).toMatchObject({ title: 'Only this', bodyMarkdown: '# Only this' });
});

test('only destinations change in a text', async () => {
  const { request } = await compose('  ![a](b.png "t") *c*\\\n`![a](b.png)` <img src=\'b.png\'>\n\n[d](/e)  \n');
  expect(request.bodyMarkdown).toBe(
    '  ![a](/files/x.png "t") *c*\\\n`![a](b.png)` <img src=\'/files/x.png\'>\n\n[d](/files/x.png)',
  );
});

test('the date comes from the front matter, else from the name of the file', async () => {
  const date = async (text: string) => (await compose(text, '2024-05-01-the-name.md')).request.publishedAt;
  expect(await date('a')).toBe('2024-05-01T00:00:00Z');
  expect(await date('---\ndate: 2024-05-02\n---\na')).toBe('2024-05-02T00:00:00Z');
  expect((await compose('a')).request.publishedAt).toBeUndefined();
});

test('the hash is of what is written: a picture that changed changes the post', async () => {
  const text = '![a](b.png)';
  const [first, same, other] = [await compose(text), await compose(text), await compose(text, 'a.md', '/files/y.png')];
  expect(first.request.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(same.request.contentHash).toBe(first.request.contentHash);
  expect(other.request.contentHash).not.toBe(first.request.contentHash);
});

test('what is dated ahead is kept back', async () => {
  const { request, issues } = await compose('---\ndate: 9000-01-01\n---\na');
  expect(request).toMatchObject({ draft: true, publishedAt: '9000-01-01T00:00:00Z' });
  expect(issues).toEqual(['is dated 9000-01-01T00:00:00Z, which is to come, so it was brought in as a draft']);
});

test('what cannot be taken over is named', async () => {
  const { issues, oldSiteLinks } = await compose(
    `---\ntitle: ${'t'.repeat(201)}\ndate: soon\n---\n![a](b.png) [c](/d) [e](/f) <iframe></iframe>`,
    'a.md',
    '',
  );
  expect(oldSiteLinks).toBe(2);
  expect(issues).toEqual([
    'the date "soon" cannot be read as a date',
    'b.png is missing',
    'what is in <iframe> will not be shown',
    'the title is longer than 200 characters and was cut',
  ]);
});
