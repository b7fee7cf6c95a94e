/**
 * Menus: from a button (`Menu`) or at a place of the page (`PointMenu`); the same items in both.
 *
 * Nobody opens one before the page is drawn, so what they are made of comes after it.
 */
import type { LucideIcon } from "lucide-react";
import { Suspense, type ReactElement, type ReactNode } from "react";
import { fetched, lazyPart } from "../errors/lazyPart";
import type { Point } from "../doc/schema";
import { UntilWanted } from "./UntilWanted";

export type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  onOpenChange?: (open: boolean) => void;
};

export type PointMenuProps = { at: Point; onClose: () => void; children: ReactNode };

export type MenuItemProps = {
  children: ReactNode;
  onSelect: () => void;
  icon?: LucideIcon;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Why it cannot be chosen now; null when it can. */
  reason?: string | null;
};

export type SubMenuProps = { label: ReactNode; icon?: LucideIcon; children: ReactNode };

export type MenuChoiceProps = {
  /** The heading of the group, and its accessible name. */
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

export const loadMenu = fetched(() => import("./MenuParts"));
const Loaded = lazyPart(loadMenu, (parts) => parts.Menu);
const LoadedAtPoint = lazyPart(loadMenu, (parts) => parts.PointMenu);

export function Menu(props: MenuProps) {
  return (
    <UntilWanted
      button={props.trigger}
      opens="menu"
      load={loadMenu}
      onOpen={() => props.onOpenChange?.(true)}
    >
      <Loaded {...props} />
    </UntilWanted>
  );
}

export function PointMenu(props: PointMenuProps) {
  return (
    <Suspense>
      <LoadedAtPoint {...props} />
    </Suspense>
  );
}

export const MenuItem = lazyPart(loadMenu, (parts) => parts.MenuItem);
/** More items, beside the one they belong under. */
export const SubMenu = lazyPart(loadMenu, (parts) => parts.SubMenu);
/** One of a few, with a check at the chosen one. */
export const MenuChoice = lazyPart(loadMenu, (parts) => parts.MenuChoice);
export const MenuLabel = lazyPart(loadMenu, (parts) => parts.MenuLabel);
export const MenuSeparator = lazyPart(loadMenu, (parts) => parts.MenuSeparator);
