import { open } from 'node:fs/promises';
import { sizeOf } from './clean/svg.ts';

/** How large a stored drawing wants to be shown: its first element says it, and nothing has to be drawn to know. */
export async function drawingSize(file: string): Promise<{ width: number; height: number }> {
  const drawing = await open(file);
  try {
    const { buffer, bytesRead } = await drawing.read(Buffer.alloc(16_384), 0, 16_384, 0);
    return sizeOf(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await drawing.close();
  }
}
