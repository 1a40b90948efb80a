declare module 'virtual:page-scripts' {
  /** Where the browser finds each of them. */
  const scripts: Record<'theme' | 'reading' | 'write' | 'passkeys', string>;
  export default scripts;
}
