export function functionFiles(): Map<string, string>;
