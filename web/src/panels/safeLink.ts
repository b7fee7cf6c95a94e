/** Only addresses that cannot run anything. */
export function safeLink(link: string | null): string | undefined {
  return link !== null && /^(https?:\/\/|mailto:)/i.test(link) ? link : undefined;
}
