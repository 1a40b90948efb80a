import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/**
 * Packages that hold machine code, or files that are read beside their code: they stay outside of the bundles, and lie beside
 * that of the one function that uses them. `process` is the file that this function starts, which is a bundle as well.
 */
export const natives = {
  'media-process': {
    process: { name: 'pixel-process', source: 'functions/_pixels/pixel-process.ts' },
    packages: ['sharp', '@napi-rs/canvas', 'pdfjs-dist'],
  },
};

export const external = Object.values(natives).flatMap(({ packages }) => packages);

/** What of a package the function reads: all of it, where nothing is said. */
const parts = {
  'pdfjs-dist': [
    'package.json',
    'LICENSE',
    'legacy/build/pdf.mjs',
    'legacy/build/pdf.worker.mjs',
    'cmaps',
    'iccs',
    'standard_fonts',
    'wasm',
  ],
};

/**
 * Lays beside a function's bundle what it needs on Lambda: the packages for Linux on ARM, in the versions and with the
 * checksums of our lockfile. The registry is asked for those that are not here; the next time they are.
 *
 * @param {string} folder where the bundle is
 * @param {string} name of the function
 */
export function layNatives(folder, name) {
  const { packages } = natives[name] ?? {};
  if (!packages) return;
  const lock = lockOf(packages);
  const key = createHash('sha256').update(JSON.stringify(lock)).digest('hex').slice(0, 12);
  const kept = join(root, 'node_modules', '.cache', 'colophon', `linux-arm64-${key}`);
  if (!existsSync(kept)) fetchInto(kept, lock);
  const there = join(folder, name, 'node_modules');
  rmSync(there, { recursive: true, force: true });
  for (const path of Object.keys(lock.packages).filter((one) => one !== '')) {
    const own = path.slice('node_modules/'.length);
    for (const part of parts[own] ?? ['.']) {
      cpSync(join(kept, path, part), join(there, own, part), { recursive: true });
    }
  }
}

/** Lockfile entries say for which machines they are; this is what Lambda's ARM is. */
const runsThere = ({ os, cpu, libc }) =>
  (!os || os.includes('linux')) && (!cpu || cpu.includes('arm64')) && (!libc || libc.includes('glibc'));

/** The lockfile of these packages and all that they need there, each named by itself: other machines' are not asked for. */
function lockOf(packages) {
  const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const wanted = new Set();
  const queue = [...packages];
  for (const name of queue) {
    const entry = locked[`node_modules/${name}`];
    if (wanted.has(name) || !entry || !runsThere(entry)) continue;
    wanted.add(name);
    queue.push(...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }));
  }
  const dependencies = Object.fromEntries([...wanted].map((name) => [name, locked[`node_modules/${name}`].version]));
  const own = { name: 'colophon-natives', private: true, dependencies };
  const entries = Object.keys(dependencies).map((name) => {
    const { version, integrity, license } = locked[`node_modules/${name}`];
    return [`node_modules/${name}`, { version, integrity, license }];
  });
  return { ...own, lockfileVersion: 3, requires: true, packages: { '': own, ...Object.fromEntries(entries) } };
}

function fetchInto(kept, lock) {
  const next = `${kept}.${process.pid}`;
  mkdirSync(next, { recursive: true });
  writeFileSync(join(next, 'package.json'), JSON.stringify(lock.packages['']));
  writeFileSync(join(next, 'package-lock.json'), JSON.stringify(lock));
  const target = ['--os=linux', '--cpu=arm64', '--libc=glibc'];
  const quiet = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=1',
    '--fetch-timeout=30000',
  ];
  try {
    execFileSync('npm', ['ci', ...target, ...quiet], {
      cwd: next,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
    });
    renameSync(next, kept);
  } catch (error) {
    const words = String(error.stderr ?? '')
      .trim()
      .split('\n')
      .slice(0, 3)
      .join(' ');
    throw new Error(
      `The packages for Linux on ARM (${external.join(', ')}) could not be had from the registry. ${words}`,
    );
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}
