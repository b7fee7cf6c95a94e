/** The icon of a node type; an unknown one gets its category's. */
import {
  Blend,
  Box,
  Contrast,
  Droplet,
  Frame,
  Grid2x2,
  Grip,
  Heading,
  Image,
  ImageUp,
  Layers2,
  List,
  MoveUpRight,
  Palette,
  Pencil,
  Scaling,
  Scan,
  ScanEye,
  SlidersHorizontal,
  Sparkles,
  Square,
  StickyNote,
  TextQuote,
  Timer,
  Type,
  Waypoints,
  type LucideIcon,
} from "lucide-react";

const ICONS: Readonly<Record<string, LucideIcon>> = {
  note: StickyNote,
  swatch: Palette,
  image: Image,
  frame: Frame,
  heading: Heading,
  arrow: MoveUpRight,
  drawing: Pencil,
  "image.solid": Square,
  "image.gradient": Palette,
  "image.noise": Grip,
  "image.invert": Contrast,
  "image.blend": Blend,
  "image.blur": Droplet,
  "image.resize": Scaling,
  "image.adjust": SlidersHorizontal,
  "image.contact": Grid2x2,
  "text.template": Type,
  "diffusion.generate": Sparkles,
  "diffusion.load": Box,
  "diffusion.lora": Layers2,
  "diffusion.encode": TextQuote,
  "diffusion.empty_latent": Scan,
  "diffusion.encode_image": ScanEye,
  "diffusion.sample": Waypoints,
  "diffusion.decode": ImageUp,
  "debug.wait": Timer,
};

export function iconOf(type: string): LucideIcon {
  if (ICONS[type]) return ICONS[type];
  if (type.startsWith("image.")) return Image;
  if (type.startsWith("list.")) return List;
  return type.startsWith("text.") ? Type : Box;
}
