declare module 'virtual:studio-scripts' {
  /** Where the browser finds each of them. */
  const scripts: Record<'write' | 'passkeys', string>;
  export default scripts;
}
