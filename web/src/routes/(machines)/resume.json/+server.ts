import { getContact, getResume } from '#lib/server/api/profile.ts';
import { listProjects } from '#lib/server/api/projects.ts';
import { getSite } from '#lib/server/api/site.ts';
import { jsonResume } from '#lib/server/json-resume.ts';
import { answer } from '#lib/server/machine.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ fetch, url }) => {
  const [site, resume, contact, projects] = await Promise.all([
    getSite(fetch),
    getResume(fetch),
    getContact(fetch),
    listProjects(fetch),
  ]);
  const told = { site: site.body, resume: resume.body, channels: contact.body, projects: projects.body };
  return answer('application/json; charset=utf-8', JSON.stringify(jsonResume(told, url), undefined, 2));
};
