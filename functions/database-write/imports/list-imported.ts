import { ListImportedRequestSchema } from '../../../proto/gen/colophon/imports/v1/imports_pb.js';
import { parseJson, uuidMember } from '../../_http/request.ts';
import { answer, type Payload } from '../../_lambda/answer.ts';
import { importedFiles } from '../../_postgres/imports/imported-files.ts';

/** Asked by the importer: which files were brought in before, so that it can tell which are gone. */
export const handler = answer(async (asked: Payload) => {
  const { projectId } = parseJson(ListImportedRequestSchema, asked);
  return { value: { sourcePaths: await importedFiles(uuidMember(projectId, 'projectId')) } };
});
