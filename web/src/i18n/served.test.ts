import { expect, it } from "vitest";
import { servedIn } from "./served";
import server from "./tr/server.json";

const served = servedIn("tr", server);

it("finds a sentence by the words around its values, and translates those, too", () => {
  expect(served("Connect an image to A")).toBe("A girişine görsel bağlayın");
  expect(served("Connect an image")).toBe("Görsel bağlayın");
  expect(served("Width must be a whole number from 1 to 8192; it is empty")).toBe(
    "Genişlik: 1 ile 8192 arasında bir tam sayı olmalı; şu anki değer: boş",
  );
});

it("takes several problems of one node apart", () => {
  expect(served("Connect an image to A. Connect an image to B")).toBe(
    "A girişine görsel bağlayın. B girişine görsel bağlayın",
  );
});

it("leaves what it does not know as it is", () => {
  expect(served("My own node")).toBe("My own node");
  expect(served("toString")).toBe("toString");
});
