import { getAbout } from '#lib/server/api/profile.ts';
import { renderBody } from '#lib/server/body.ts';
import { sendTiming } from '#lib/server/timing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch, setHeaders }) => {
  const { body, served } = await getAbout(fetch);
  sendTiming(setHeaders, served);
  const sections = await Promise.all(
    body.items.map(async ({ section, title, picture, bodyMarkdown }) => ({
      section,
      title,
      picture,
      html: await renderBody(bodyMarkdown, { place: section, pictures: body.pictures }),
    })),
  );
  return { served, sections };
};
