declare module 'virtual:page-scripts' {
  /** Where the browser finds each of them. */
  const scripts: Record<'theme' | 'reading' | 'diagrams' | 'diagram-frame' | 'write' | 'passkeys', string>;
  export default scripts;
}

declare module 'virtual:mermaid' {
  /** Where the browser finds it. */
  const address: string;
  export default address;
}
