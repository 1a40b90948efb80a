import { answer } from '../_lambda/answer.ts';
import { addFigures, type Finding } from '../_postgres/events/freshness.ts';

/** Asked by the gateway's edge cache, which looks at itself: keeps what it compared and what it found since it last said so. */
export const handler = answer(async ({ checked, found }: { checked: number; found: Finding[] }) => {
  await addFigures('edge', checked, found);
  return { value: {} };
});
