import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** Steps at which a process of an instance can be killed, or fails, once each time that one is armed. */
export class ArmedSteps {
  readonly #folder = mkdtempSync(join(tmpdir(), 'colophon-armed-'));
  /** For the environment of the instance. */
  readonly rules: string;

  constructor(names: readonly string[]) {
    // Where one is armed for both, it fails: what comes of the failure is then what is killed.
    const both = names.map(
      (name) => `${name}=fail-once:${this.#file('fail', name)};${name}=kill-once:${this.#file('kill', name)}`,
    );
    this.rules = both.join(';');
  }

  arm(name: string, what: 'kill' | 'fail' = 'kill'): void {
    writeFileSync(this.#file(what, name), '');
  }

  isTaken(name: string): boolean {
    return !existsSync(this.#file('kill', name));
  }

  async taken(name: string): Promise<void> {
    await until(`somebody reaches ${name}`, () => this.isTaken(name));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(what: 'kill' | 'fail', name: string): string {
    return join(this.#folder, `${what} ${name}`);
  }
}
