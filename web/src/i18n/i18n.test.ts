import { afterEach, expect, it } from "vitest";
import { folded, listed, ordinal, tenths } from "./format";
import { fromServer, speak, t, tn } from "./i18n";
import { languageOf } from "./language";

const same = (text: string): string => text;
afterEach(() => speak("en", {}, same));

it("says English as it stands in the code", () => {
  expect(t("Zoom to fit")).toBe("Zoom to fit");
  expect(t("Delete “{title}”?", { title: "Wall" })).toBe("Delete “Wall”?");
  expect([1, 2].map((count) => tn(count, "1 item", "{count} items"))).toEqual([
    "1 item",
    "2 items",
  ]);
  expect(t("constructor")).toBe("constructor");
});

it("says what another language has, and English where it has nothing", () => {
  speak("tr", { Save: "Kaydet", "{count} items": "{count} öğe" }, () => "sunucudan");
  expect(t("Save")).toBe("Kaydet");
  expect(t("Cancel")).toBe("Cancel");
  expect([1, 5].map((count) => tn(count, "1 item", "{count} items"))).toEqual(["1 öğe", "5 öğe"]);
  expect(fromServer("Sign in first.")).toBe("sunucudan");
});

it("takes the form of a count that the language has for it", () => {
  speak("tr", { "{count} items": { one: "bir öğe", other: "{count} öğe" } }, same);
  expect([1, 2].map((count) => tn(count, "1 item", "{count} items"))).toEqual(["bir öğe", "2 öğe"]);
});

it("writes lists, places and fractions as the language does", () => {
  expect([listed(["A", "B", "C"]), ordinal(2), tenths(1.25)]).toEqual(["A, B and C", "2nd", "1.3"]);
  speak("tr", {}, same);
  expect([listed(["A", "B", "C"]), ordinal(2), tenths(1.25)]).toEqual(["A, B ve C", "2.", "1,3"]);
});

it("finds Turkish whichever i somebody has on the keyboard", () => {
  speak("tr", {}, same);
  expect(folded("İSTEM")).toBe(folded("istem"));
  expect(folded("IŞIK")).toBe(folded("isik"));
  expect(folded("Çerçeve")).toBe(folded("cerceve"));
});

it("takes the language that was chosen, else the first that the browser asks for and we speak", () => {
  expect(languageOf(null, ["de", "tr-TR", "en"])).toBe("tr");
  expect(languageOf(null, ["en-US", "tr"])).toBe("en");
  expect(languageOf("tr", ["en"])).toBe("tr");
  expect(languageOf("xx", ["de"])).toBe("en");
});
