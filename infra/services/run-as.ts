import { runCommand } from './command.ts';
import { CannotStart } from './cannot-start.ts';

/** How to run a program that refuses to run as root, and who must own its files. */
export interface RunAs {
  wrap(command: string, args: string[]): [string, string[]];
  owner: { uid: number; gid: number } | undefined;
}

let found: Promise<RunAs> | undefined;

/** Found out once per process. */
export function runAs(): Promise<RunAs> {
  found ??= process.getuid?.() === 0 ? asRoot() : Promise.resolve(unwrapped);
  return found;
}

const unwrapped: RunAs = { wrap: (command, args) => [command, args], owner: undefined };

const namespace = ['--user', '--map-user=1000', '--map-group=1000', '--'];

/**
 * Root runs Postgres in a user namespace, where it sees itself as user 1000: no account is created, and it keeps root's
 * access to folders that only root may enter. Many containers forbid user namespaces; `withoutNamespace` is for them.
 */
async function asRoot(): Promise<RunAs> {
  if (!(await runCommand('unshare', [...namespace, 'true'], { timeoutSeconds: 5 })).ok) return withoutNamespace();
  return { wrap: (command, args) => ['unshare', [...namespace, command, ...args]], owner: { uid: 0, gid: 0 } };
}

/**
 * A real, unprivileged account, plus the one capability it needs to reach a checkout below /root. Its own files it owns,
 * since Postgres insists on that.
 */
export async function withoutNamespace(): Promise<RunAs> {
  const account = await unprivilegedAccount();
  const capability = '+dac_override';
  const privileges = [
    ...[`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'],
    ...[`--inh-caps=${capability}`, `--ambient-caps=${capability}`, '--'],
  ];
  const tried = await runCommand('setpriv', [...privileges, 'true'], { timeoutSeconds: 5 });
  if (!tried.ok) {
    throw new CannotStart(
      `Postgres does not run as root, and this machine allows neither user namespaces nor setpriv (${tried.lastWords}): ` +
        'start Colophon as another user, or set DATABASE_URL.',
    );
  }
  return { wrap: (command, args) => ['setpriv', [...privileges, command, ...args]], owner: account };
}

async function unprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const known = (await account('postgres')) ?? (await created('postgres')) ?? (await account('nobody'));
  if (known) return known;
  throw new CannotStart(
    'Postgres does not run as root and no other account was found: start Colophon as another user.',
  );
}

async function created(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  return (await runCommand('useradd', [...options, name], { timeoutSeconds: 10 })).ok ? account(name) : undefined;
}

async function account(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((flag) => runCommand('id', [flag, name], { timeoutSeconds: 5 })),
  );
  return uid?.ok && gid?.ok ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}
