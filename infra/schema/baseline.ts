import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { protoFolder } from './descriptors.ts';

/** The schema as it was released last. What was true of it for callers and for stored JSON has to stay true. */
const baseline = join(protoFolder, 'baseline.binpb');

/** At a release: from here on, this is what must not be broken. */
export function renewBaseline(): void {
  const args = ['build', '--exclude-source-info', '--output', baseline];
  execFileSync('buf', args, { cwd: protoFolder, stdio: 'inherit' });
}

/** What would break those who know the released schema, a line each; none if nothing would. */
export function breaks(folder = protoFolder): string[] {
  const { status, stdout, stderr } = spawnSync('buf', ['breaking', '--against', baseline], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status === 0) return [];
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}
