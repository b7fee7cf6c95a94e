/** Menus: from a button (`Menu`) or under the pointer (`ContextMenu`); the same items in both. */
import { Check, ChevronRight, type LucideIcon } from "lucide-react";
import { ContextMenu as Context, DropdownMenu as Dropdown } from "radix-ui";
import { createContext, use, useRef, type ReactElement, type ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Menu.module.css";

/** Radix has two sets of the same parts; items take those of the menu they stand in. */
const Parts = createContext<typeof Dropdown | typeof Context>(Dropdown);

/**
 * What the chosen item does, kept until the menu has closed and given the focus back: a field or a
 * dialog that the item opens would else lose it again.
 */
type Choose = (run: () => void) => void;
const Choosing = createContext<Choose>((run) => run());

function useChosen(): { choose: Choose; runChosen: () => void } {
  const chosen = useRef<(() => void) | null>(null);
  const choose = (run: () => void) => {
    chosen.current = run;
  };
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    if (run !== null) queueMicrotask(run);
  };
  return { choose, runChosen };
}

export type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  onOpenChange?: (open: boolean) => void;
};

export function Menu({ trigger, children, align = "start", onOpenChange }: MenuProps) {
  const { choose, runChosen } = useChosen();
  return (
    <Dropdown.Root {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className={styles.content}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={runChosen}
        >
          <Choosing value={choose}>
            <Parts value={Dropdown}>{children}</Parts>
          </Choosing>
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export function ContextMenu({ trigger, children, onOpenChange }: Omit<MenuProps, "align">) {
  const { choose, runChosen } = useChosen();
  return (
    <Context.Root {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Context.Trigger asChild>{trigger}</Context.Trigger>
      <Context.Portal>
        <Context.Content
          className={styles.content}
          collisionPadding={8}
          onCloseAutoFocus={runChosen}
        >
          <Choosing value={choose}>
            <Parts value={Context}>{children}</Parts>
          </Choosing>
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

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

export function MenuItem(props: MenuItemProps) {
  const { children, onSelect, icon: Icon, shortcut, danger = false, reason = null } = props;
  const disabled = props.disabled === true || reason !== null;
  const { Item } = use(Parts);
  const choose = use(Choosing);
  return (
    <Item
      className={cx(styles.item, danger && styles.danger)}
      onSelect={() => choose(onSelect)}
      disabled={disabled}
      {...(reason === null ? {} : { title: reason, "aria-description": reason })}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      <span className={styles.words}>{children}</span>
      {shortcut !== undefined && <span className={styles.shortcut}>{shortcut}</span>}
    </Item>
  );
}

export type SubMenuProps = { label: ReactNode; icon?: LucideIcon; children: ReactNode };

/** More items, beside the one they belong under. */
export function SubMenu({ label, icon: Icon, children }: SubMenuProps) {
  const { Sub, SubTrigger, SubContent, Portal } = use(Parts);
  return (
    <Sub>
      <SubTrigger className={styles.item}>
        {Icon !== undefined && <Icon size={16} aria-hidden />}
        <span className={styles.words}>{label}</span>
        <ChevronRight size={14} aria-hidden />
      </SubTrigger>
      <Portal>
        <SubContent className={styles.content} collisionPadding={8} sideOffset={4}>
          {children}
        </SubContent>
      </Portal>
    </Sub>
  );
}

export type MenuChoiceProps = {
  /** The heading of the group, and its accessible name. */
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

/** One of a few, with a check at the chosen one. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  const { RadioGroup, RadioItem, ItemIndicator, Label } = use(Parts);
  return (
    <RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <Label className={styles.label}>{label}</Label>
      {options.map((option) => (
        <RadioItem
          key={option.value}
          value={option.value}
          className={styles.item}
          onSelect={(event) => event.preventDefault()}
        >
          <span className={styles.mark}>
            <ItemIndicator>
              <Check size={14} aria-hidden />
            </ItemIndicator>
          </span>
          {option.label}
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const { Label } = use(Parts);
  return <Label className={styles.label}>{children}</Label>;
}

export function MenuSeparator() {
  const { Separator } = use(Parts);
  return <Separator className={styles.separator} />;
}
