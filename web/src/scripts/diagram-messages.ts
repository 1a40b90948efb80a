/** What a page asks of the frame that draws. */
export interface Drawing {
  source: string;
  isDark: boolean;
}

/** An image of it, and how large; empty where it cannot be drawn. */
export interface Drawn {
  svg: string;
  width: number;
  height: number;
  title: string;
}
