declare module 'virtual:colours' {
  /** The site's colours, by name, each by day and by night as six digits. */
  const colours: Record<'paper' | 'ink' | 'quiet' | 'rubric', { day: string; night: string }>;
  export default colours;
}
