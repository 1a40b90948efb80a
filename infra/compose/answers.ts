/** A health check: any answer below 500 means that it is there. */
try {
  const { status } = await fetch(process.argv[2] ?? '', { redirect: 'manual', signal: AbortSignal.timeout(2500) });
  process.exitCode = status < 500 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
