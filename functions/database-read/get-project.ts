import { ProjectSchema } from '../../proto/gen/colophon/projects/v1/projects_pb.js';
import { slugMember } from '../_http/payload.ts';
import { answer, type Payload } from '../_lambda/answer.ts';
import { buildProject } from '../_postgres/projects/build-project.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-project on a miss: `{ project }`. */
export const handler = answer(async (asked: Payload) =>
  answerBuilt(ProjectSchema, await buildProject({ project: slugMember(asked, 'project') })),
);
