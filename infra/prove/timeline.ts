import type { Happened } from './faults.ts';
import { processes, services } from './rig.ts';
import type { Proof } from './run.ts';

const [left, width, rowHeight, top] = [120, 1_000, 22, 40];
const curveHeight = 60;

/** Everything on one axis of time: what was done to which part, what was read and written, and what was found. */
export function timelineOf({ seconds, faults, timeline, violations }: Proof): string {
  const x = (ms: number) => left + (ms / (seconds * 1_000)) * (width - left - 20);
  const rows = [...processes, ...services, 'fills'];
  const marks = faults.flatMap((fault) =>
    partsOf(fault, rows).map((part) => markOf(fault, x, top + rows.indexOf(part) * rowHeight)),
  );
  const below = top + rows.length * rowHeight + 20;
  const height = below + 2 * (curveHeight + 20) + 30;
  const curves = (['reads', 'writes'] as const).map((what, index) => {
    const bottom = below + curveHeight + index * (curveHeight + 20);
    return curveOf(`${what} in each second`, timeline[what], x, bottom);
  });
  const found = violations
    .slice(0, 200)
    .map(
      ({ atMs, kind }) =>
        `<circle cx="${n(x(atMs))}" cy="${below - 8}" r="3" class="found"><title>${kind}</title></circle>`,
    );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">Faults, reads and writes of the run, second by second</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #444; } .line { stroke: #ddd; } .fault { fill: #c2410c; } .kill { stroke: #c2410c; stroke-width: 2; }
.curve { fill: #2563eb33; stroke: #2563eb; } .found { fill: #dc2626; }
@media (prefers-color-scheme: dark) { text { fill: #bbb; } .line { stroke: #444; } .fault { fill: #fb923c; } .kill { stroke: #fb923c; } .curve { fill: #60a5fa33; stroke: #60a5fa; } .found { fill: #f87171; } }
</style>
${rows.map((row, index) => rowOf(row, top + index * rowHeight)).join('\n')}
${marks.join('\n')}
${found.join('\n')}
${curves.join('\n')}
${axisOf(seconds, x, height)}
</svg>
`;
}

function partsOf({ kind }: Happened, rows: string[]): string[] {
  if (kind === 'kill everything') return rows.filter((row) => row !== 'fills');
  if (kind === 'kill launcher') return [...processes];
  return [kind.slice(kind.indexOf(' ') + 1)];
}

function rowOf(name: string, y: number): string {
  return `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${name}</text><line x1="${left}" x2="${width - 20}" y1="${y}" y2="${y}" class="line"/>`;
}

function markOf({ kind, beganMs, endedMs }: Happened, x: (ms: number) => number, y: number): string {
  const title = `<title>${kind}, ${(beganMs / 1_000).toFixed(1)} s</title>`;
  if (!kind.startsWith('kill'))
    return `<rect x="${n(x(beganMs))}" y="${y - 5}" width="${n(Math.max(2, x(endedMs) - x(beganMs)))}" height="10" class="fault">${title}</rect>`;
  const at = x(beganMs);
  return `<path d="M${n(at - 4)} ${y - 4}l8 8m0 -8l-8 8" class="kill">${title}</path>`;
}

function curveOf(name: string, values: number[], x: (ms: number) => number, bottom: number): string {
  const most = Math.max(1, ...values);
  const points = values.map(
    (value, second) => `${n(x((second + 0.5) * 1_000))},${n(bottom - (value / most) * curveHeight)}`,
  );
  const [first, last] = [points[0]?.split(',')[0] ?? left, points.at(-1)?.split(',')[0] ?? left];
  return `<text x="${left - 10}" y="${bottom - curveHeight + 10}" text-anchor="end">${most}</text><text x="${left - 10}" y="${bottom}" text-anchor="end">0</text><text x="${left + 4}" y="${bottom - curveHeight - 4}">${name}</text><polygon points="${first},${bottom} ${points.join(' ')} ${last},${bottom}" class="curve"/>`;
}

function axisOf(seconds: number, x: (ms: number) => number, height: number): string {
  const each = Math.max(5, Math.ceil(seconds / 12 / 5) * 5);
  return Array.from({ length: Math.floor(seconds / each) + 1 }, (_, index) => {
    const at = index * each;
    return `<text x="${n(x(at * 1_000))}" y="${height - 8}" text-anchor="middle">${at} s</text>`;
  }).join('');
}

function n(value: number): string {
  return value.toFixed(1);
}
