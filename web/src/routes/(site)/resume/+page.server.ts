import { getResume } from '#lib/server/api/profile.ts';
import type { Picture } from '#lib/server/api/picture.ts';
import { renderBody } from '#lib/server/body.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body, served } = await getResume(fetch);
  sendTiming(setHeaders, served);
  return {
    served,
    work: await Promise.all(body.work.map(rendered('work', body.pictures))),
    education: await Promise.all(body.education.map(rendered('education', body.pictures))),
    languages: body.languages,
    techStack: body.techStack.filter(({ collections }) => collections.some(({ items }) => items.length > 0)),
    documents: body.documents.filter(({ path }) => path !== undefined),
  };
};

const rendered =
  (part: string, pictures: Picture[]) =>
  async <T extends { description: string }>(entry: T, index: number): Promise<T & { html: string }> => ({
    ...entry,
    html: await renderBody(entry.description, { place: `${part}-${index + 1}`, pictures }),
  });
