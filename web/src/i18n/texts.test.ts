import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { scan } from "./scan";
import client from "./tr/client.json";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
/** What only tests read, and what runs without a page. */
const APART = /\.test\.tsx?$|fixtures\.ts$|^i18n\/scan\.ts$|^worker\//;

const scans = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !APART.test(name))
  .map((name) => ({ name, ...scan(name, readFileSync(SOURCE + name, "utf8")) }));
const keys = new Set(scans.flatMap((file) => file.keys));

it("lets nothing that people read stand in the code as it is", () => {
  const loose = scans.flatMap((file) =>
    file.loose.map(({ line, text }) => `${file.name}:${line} ${text}`),
  );
  expect(loose).toEqual([]);
});

it("says everything in Turkish", () => {
  expect([...keys].filter((key) => !Object.hasOwn(client, key))).toEqual([]);
});

it("keeps no Turkish for what is not said", () => {
  expect(Object.keys(client).filter((key) => !keys.has(key))).toEqual([]);
});

it("has the same gaps in both languages", () => {
  const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  const other = Object.entries(client).filter(
    ([key, said]) => JSON.stringify(gaps(key)) !== JSON.stringify(gaps(said)),
  );
  expect(other).toEqual([]);
});

it("finds what is not said through it", () => {
  const found = scan(
    "a.tsx",
    `const a = <p title="Open it">Words here {x} {t("Said")}</p>;
     toast(\`\${name} was deleted\`); const B = { label: c ? "Yes" : t("No") };
     tn(n, "1 item", "{count} items"); t(\`\${a} b\`);`,
  );
  expect(found.keys).toEqual(["Said", "No", "{count} items"]);
  expect(found.loose.map(({ text }) => text)).toEqual([
    "Open it",
    "Words here",
    "{} was deleted",
    "Yes",
    "`${a} b`",
  ]);
});
