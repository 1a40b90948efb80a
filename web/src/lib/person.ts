interface Channel {
  kind: string;
  label: string;
  href: string;
}

/** Pages elsewhere that are the author's, each by its address as programs read it. */
export function profilesOf<Of extends Channel>(channels: Of[]): Of[] {
  return channels
    .filter(({ href }) => /^https?:\/\//i.test(href) && URL.canParse(href))
    .map((channel) => ({ ...channel, href: new URL(channel.href).href }));
}
