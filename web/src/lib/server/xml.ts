/** What no XML document can hold, not even as a reference: control characters, halves of pairs, what is no character. */
const impossible = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const references: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** A text as it stands in an element or an attribute. The end of a section, `]]>`, can be none without its bracket. */
export function xmlText(text: string): string {
  return text.replace(impossible, '\u{fffd}').replace(/[&<>"']/g, (character) => references[character]!);
}

export type Xml = { xml: string };

type Attributes = Record<string, string | undefined>;

/** An element of texts and elements. What is undefined is left out. */
export function element(name: string, attributes: Attributes, ...children: (string | Xml | undefined)[]): Xml {
  const given = Object.entries(attributes).filter((attribute): attribute is [string, string] => attribute[1] != null);
  const opened = `${name}${given.map(([key, value]) => ` ${key}="${xmlText(value)}"`).join('')}`;
  const inside = children
    .filter((child) => child !== undefined)
    .map((child) => (typeof child === 'string' ? xmlText(child) : child.xml));
  return { xml: inside.length === 0 ? `<${opened}/>` : `<${opened}>${inside.join('')}</${name}>` };
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}
