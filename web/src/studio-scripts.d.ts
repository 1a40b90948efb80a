declare module 'virtual:studio-scripts' {
  /** Where the browser finds each of them. */
  const scripts: Record<'write' | 'passkeys' | 'diagrams' | 'diagram-frame' | 'zoom', string>;
  export default scripts;
}

declare module 'virtual:mermaid' {
  /** Where the browser finds it. */
  const address: string;
  export default address;
}
