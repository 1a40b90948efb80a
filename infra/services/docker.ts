import { onPath, runCommand } from './command.ts';

/** The same images as in docker-compose.yml; a test compares them. */
export const redisImage = 'redis:7.4.2-alpine';

let answers: Promise<boolean> | undefined;

/** A client without an engine is common, and an engine that hangs is not worth waiting for. */
export function dockerAnswers(): Promise<boolean> {
  answers ??= onPath('docker')
    ? runCommand('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutSeconds: 4 }).then(
        ({ ok, stdout }) => ok && stdout.trim() !== '',
      )
    : Promise.resolve(false);
  return answers;
}
