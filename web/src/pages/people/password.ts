/** Passwords to hand to somebody: long enough, and without letters that look alike. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 5;

/** Draws bytes from `random`, which is the browser's generator unless a test gives its own. */
export function generatePassword(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  // 32 letters divide 256 evenly, so no letter is likelier than another.
  const letters = Array.from(
    random(new Uint8Array(GROUPS * GROUP)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join("");
  return (letters.match(/.{5}/g) ?? []).join("-");
}
