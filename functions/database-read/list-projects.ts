import { ProjectListSchema } from '../../proto/gen/colophon/projects/v1/projects_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildProjects } from '../_postgres/projects/build-projects.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-list-projects on a miss. */
export const handler = answer(async () => answerBuilt(ProjectListSchema, await buildProjects()));
