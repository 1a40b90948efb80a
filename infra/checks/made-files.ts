import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Files for tests, made by the test that needs them: nothing hostile lies about in this repository. */

type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

/** A picture with something in it, not all of one colour. */
export function picture(width = 60, height = 40) {
  const mark = `<svg width="${width}" height="${height}"><circle cx="${width / 4}" cy="${height / 4}" r="${height / 5}" fill="#247"/></svg>`;
  return sharp({ create: { width, height, channels: 3, background: '#c84' } }).composite([
    { input: Buffer.from(mark) },
  ]);
}

export function pictureAs(format: Format, width?: number, height?: number): Promise<Buffer> {
  return picture(width, height).toFormat(format).toBuffer();
}

/** As a camera writes it: where it was taken, by whom, and that it was held sideways. */
export function photograph(format: Exclude<Format, 'gif'>, orientation = 6): Promise<Buffer> {
  return picture()
    .keepMetadata()
    .withExif({
      IFD0: { Copyright: 'Somebody Secret' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 4807/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '0/1 7/1 0/1',
      },
    })
    .withMetadata({ orientation })
    .toFormat(format)
    .toBuffer();
}

export function pngChunk(type: string, payload: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), payload]);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(payload.length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** A PNG in shades of grey whose header says this size, with these pixels, whatever they are. */
export function pngOf(width: number, height: number, pixels: Buffer, ...extra: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    ...[pngChunk('IHDR', header), ...extra, pngChunk('IDAT', pixels), pngChunk('IEND', Buffer.alloc(0))],
  ]);
}

/** So many pixels in a few kilobytes: nothing but black. */
export function pngBomb(width: number, height: number): Buffer {
  return pngOf(width, height, deflateSync(Buffer.alloc((width + 1) * height), { level: 9 }));
}

/** A GIF of a size, with frames of one pixel, and a page in its comment and behind its end. */
export function gifOf(width: number, height: number, frames: number, page = ''): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width);
  size.writeUInt16LE(height, 2);
  const comment = Buffer.from(page, 'latin1');
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    size,
    Buffer.from('800000000000ffffff', 'hex'),
    ...(page ? [Buffer.from([0x21, 0xfe, comment.length]), comment, Buffer.from([0])] : []),
    ...Array.from({ length: frames }, () => Buffer.from('2c000000000100010000020244010 0'.replaceAll(' ', ''), 'hex')),
    Buffer.from(';', 'latin1'),
    comment,
  ]);
}

/** A PDF of so many pages, each with these drawing instructions. */
export function pdfOf(pages: number, drawing = '1 0 0 rg 20 20 100 100 re f', size = '200 300', trailer = ''): Buffer {
  const kids = Array.from({ length: pages }, (_, page) => `${page + 4} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    ...Array.from({ length: pages }, () => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size}] /Contents 3 0 R >>`),
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    'latin1',
  );
}

/** Says that it is encrypted with a password, which nobody told. */
export function encryptedPdf(): Buffer {
  const o = 'aa'.repeat(32);
  const encrypt = `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${o}> /U <${o}> >> /ID [<${'bb'.repeat(16)}> <${'bb'.repeat(16)}>]`;
  return pdfOf(1, undefined, undefined, encrypt);
}

export function svgOf(inside: string, attributes = 'viewBox="0 0 40 30"'): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);
}
