import { expect, test } from "vitest";
import { refusal, sortFiles } from "./files";

const photo = { name: "a.jpg", type: "image/jpeg" };
const scan = { name: "scan.TIF", type: "" };
const drawing = { name: "logo.svg", type: "image/svg+xml" };
const paper = { name: "brief.pdf", type: "application/pdf" };

test("pictures are told from the rest by their type, or by their name where there is none", () => {
  const { pictures, others } = sortFiles([
    photo,
    scan,
    drawing,
    paper,
    { name: "folder", type: "" },
  ]);
  expect(pictures).toEqual([photo, scan]);
  expect(others.map(({ name }) => name)).toEqual(["logo.svg", "brief.pdf", "folder"]);
});

test("the sentence says what was not taken and what is", () => {
  const kinds = "A board takes PNG, JPEG, WebP, GIF, AVIF, TIFF and BMP pictures.";
  expect(refusal([paper])).toBe(`“brief.pdf” was not added. ${kinds}`);
  expect(refusal([paper, drawing])).toBe(`2 files were not added. ${kinds}`);
});
