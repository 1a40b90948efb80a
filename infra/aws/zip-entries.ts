const endOfDirectory = Buffer.from('504b0506', 'hex');
const entry = 0x02014b50;

/** The names of the files in a zip, as its directory at the end says. */
export function zipEntries(zip: Buffer): string[] {
  const end = zip.lastIndexOf(endOfDirectory);
  const names: string[] = [];
  for (let at = zip.readUInt32LE(end + 16); zip.readUInt32LE(at) === entry;) {
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}
