/** Pictures that a page or a document carries in its own HTML: those alone can be had from here. Pure. */
const EMBEDDED =
  /<img\b[^>]*?\bsrc\s*=\s*["']data:(image\/(?:png|jpeg|gif|webp));base64,([^"']+)["']/gi;

export function embeddedIn(html: string): File[] {
  return [...html.matchAll(EMBEDDED)].flatMap(([, type = "", data = ""], i) => {
    try {
      const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
      return [new File([bytes], `pasted-${i + 1}`, { type })];
    } catch {
      return []; // Cut off on its way.
    }
  });
}
