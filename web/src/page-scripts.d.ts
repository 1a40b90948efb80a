declare module 'virtual:page-scripts' {
  /** The one that stands in each page, and runs before anything is painted. */
  export const first: string;
  /** Where the browser finds each of the others. */
  const scripts: Record<'reading' | 'diagrams' | 'diagram-frame' | 'write' | 'passkeys', string>;
  export default scripts;
}

declare module 'virtual:mermaid' {
  /** Where the browser finds it. */
  const address: string;
  export default address;
}
