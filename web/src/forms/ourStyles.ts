/** Styles that come with Atelier. Their words are English in every language: models read it best. */
import { text, type Text } from "../i18n/i18n";

export type OurStyle = { readonly name: Text; readonly words: string; readonly avoid: string };

export const OUR_STYLES: readonly OurStyle[] = [
  {
    name: text("Photograph"),
    words: "photograph of {prompt}, natural light, 50mm lens, shallow depth of field, fine detail",
    avoid: "painting, drawing, illustration, oversaturated",
  },
  {
    name: text("Film still"),
    words: "film still of {prompt}, anamorphic, dramatic light, muted colors, film grain",
    avoid: "flat light, oversaturated, cartoon",
  },
  {
    name: text("Product shot"),
    words: "product photograph of {prompt}, seamless studio background, softbox light, soft shadow",
    avoid: "clutter, people, harsh reflections",
  },
  {
    name: text("Watercolor"),
    words: "{prompt}, watercolor painting, soft washes, wet edges, visible paper grain",
    avoid: "photo, 3d render, hard outlines",
  },
  {
    name: text("Ink drawing"),
    words: "{prompt}, ink drawing, fine black lines, cross-hatching, white paper",
    avoid: "photo, color, blurry",
  },
  {
    name: text("Flat illustration"),
    words: "{prompt}, flat vector illustration, simple shapes, limited palette, clean edges",
    avoid: "photo, texture, noise",
  },
  {
    name: text("Clay model"),
    words: "clay model of {prompt}, isometric view, matte surfaces, soft studio light",
    avoid: "photo, drawing, busy background",
  },
  {
    name: text("Without flaws"),
    words: "",
    avoid: "text, watermark, signature, frame, blurry, low quality, compression artifacts",
  },
  {
    name: text("Well-formed people"),
    words: "",
    avoid: "deformed, extra limbs, extra fingers, fused fingers, uneven eyes, plastic skin",
  },
];
