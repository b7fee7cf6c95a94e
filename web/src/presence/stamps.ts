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

export type Stamp = { readonly id: string; readonly title: string; readonly icon: LucideIcon };

export const STAMPS: readonly Stamp[] = [
  { id: "heart", title: "Love it", icon: Heart },
  { id: "up", title: "Yes", icon: ThumbsUp },
  { id: "spark", title: "Beautiful", icon: Sparkles },
  { id: "flame", title: "Strong", icon: Flame },
  { id: "idea", title: "Idea", icon: Lightbulb },
  { id: "party", title: "Hooray", icon: PartyPopper },
];
