/** A process that does as it is told: `good`, `stubborn` (stops only when killed), or `broken` (never comes up). */
const behaviour = process.argv[2];
const name = process.env['NAME'];
if (behaviour === 'broken') {
  process.stderr.write(`${name} has a reason\n`);
  process.exit(1);
}
process.on('SIGTERM', () => {
  process.stderr.write(`${name} was asked to stop\n`);
  if (behaviour !== 'stubborn') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });
setInterval(() => process.send?.({ kind: 'heartbeat' }, undefined, undefined, () => undefined), 500);
