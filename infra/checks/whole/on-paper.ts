import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What each sheet of a document says, line by line from top to bottom. */
export async function linesOnPaper(pdf: Buffer): Promise<string[][]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const sheets: string[][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const lines = new Map<number, string>();
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const fromBottom = Math.round(Number(item.transform[5]));
      lines.set(fromBottom, (lines.get(fromBottom) ?? '') + item.str);
    }
    sheets.push([...lines].toSorted(([one], [other]) => other - one).map(([, text]) => text.trim()));
  }
  return sheets;
}
