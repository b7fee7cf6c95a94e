import { expect, test } from "vitest";
import { embeddedIn } from "./embedded";

test("pictures that a page carries in itself are had, those elsewhere and broken ones are not", async () => {
  const html = `<p>See <img alt="x" src="data:image/png;base64,AAEC
    Aw=="> and <img src='https://example.org/a.png'> <IMG SRC="data:image/svg+xml;base64,AAAA">
    <img src="data:image/jpeg;base64,%%%"> words</p>`;
  const files = embeddedIn(html);
  expect(files.map(({ type, size }) => [type, size])).toEqual([["image/png", 4]]);
  expect([...new Uint8Array((await files[0]?.arrayBuffer()) ?? [])]).toEqual([0, 1, 2, 3]);
});
