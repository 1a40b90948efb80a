import { CannotStart } from '../services/cannot-start.ts';
import { isTree, type Tree } from '../services/serverless-file.ts';

/**
 * `custom.local.schedules` of serverless.yml: function → how often it runs in this host, instead of its `schedule`, which
 * is the most that AWS can. A function that has no schedule there is a mistake: on AWS it would never run.
 */
export function readLocalRates(file: Tree, scheduled: Set<string>): Map<string, string> {
  const local = isTree(file['custom']) ? file['custom']['local'] : undefined;
  const rates = isTree(local) && isTree(local['schedules']) ? Object.entries(local['schedules']) : [];
  return new Map(
    rates.map(([name, rate]) => {
      if (!scheduled.has(name))
        throw new CannotStart(`custom.local.schedules in serverless.yml names ${name}, which has no schedule.`);
      if (typeof rate !== 'string')
        throw new CannotStart(`custom.local.schedules in serverless.yml needs ${name}: rate(1 second).`);
      return [name, rate];
    }),
  );
}
