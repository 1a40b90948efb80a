import { Worker } from 'node:worker_threads';
import { type Job, Unusable, type Verdict } from './examined.ts';

/**
 * A process for one file: what a hostile file can do to a decoder it does here, where no credentials are and nobody else is
 * served. It is forked by examine.ts, is told a job, tells a verdict and ends.
 */
process.once('message', (job: Job) => {
  // Whoever started this may be gone, and this thread busy: another one keeps the time.
  const late = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${(job.withinSeconds + 2) * 1000})`;
  new Worker(late, { eval: true }).unref();
  void examine(job).then((verdict) => process.send?.(verdict, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(0));

async function examine(job: Job): Promise<Verdict> {
  try {
    const { examineDocument } =
      job.type === 'application/pdf' ? await import('./document.ts') : { examineDocument: undefined };
    if (examineDocument) return { examined: await examineDocument(job) };
    const { examineImage } = await import('./image.ts');
    return { examined: await examineImage(job) };
  } catch (error) {
    if (error instanceof Unusable) return { unusable: error.message };
    return { fault: (error as Error).stack ?? String(error) };
  }
}
