/** The stamps people react with. */
import {
  Flame,
  Heart,
  Lightbulb,
  PartyPopper,
  Sparkles,
  ThumbsUp,
  type LucideIcon,
} from "lucide-react";
import { type Text, text } from "../i18n/i18n";

export type Stamp = { readonly id: string; readonly title: Text; readonly icon: LucideIcon };

export const STAMPS: readonly Stamp[] = [
  { id: "heart", title: text("Love it"), icon: Heart },
  { id: "up", title: text("Yes"), icon: ThumbsUp },
  { id: "spark", title: text("Beautiful"), icon: Sparkles },
  { id: "flame", title: text("Strong"), icon: Flame },
  { id: "idea", title: text("Idea"), icon: Lightbulb },
  { id: "party", title: text("Hooray"), icon: PartyPopper },
];
