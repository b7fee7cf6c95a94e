/** What menus are made of; see `Menu`, which has it loaded. */
import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { createContext, use, useRef, useState, type ReactNode } from "react";
import { t } from "../i18n/i18n";
import { cx } from "./cx";
import type {
  MenuChoiceProps,
  MenuItemProps,
  MenuProps,
  PointMenuProps,
  SubMenuProps,
} from "./Menu";
import styles from "./Menu.module.css";
import { giveFocusTo } from "./useFocusBack";

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

/** Open at once: it is built when it is first asked for. */
export function Menu({ trigger, children, align = "start", onOpenChange }: MenuProps) {
  const { choose, runChosen } = useChosen();
  const button = useRef<HTMLButtonElement>(null);
  const wasLeftByPress = useRef(false);
  const giveBack = (event: Event): void => {
    event.preventDefault();
    if (!wasLeftByPress.current) giveFocusTo(button.current);
    wasLeftByPress.current = false;
    runChosen();
  };
  return (
    <Radix.Root defaultOpen modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Radix.Trigger asChild ref={button}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onInteractOutside={() => (wasLeftByPress.current = true)}
          onCloseAutoFocus={giveBack}
        >
          <Choosing value={choose}>{children}</Choosing>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Open at a place of the page for as long as it is there; then the focus is where it was. */
export function PointMenu({ at, onClose, children }: PointMenuProps) {
  const { choose, runChosen } = useChosen();
  const [before] = useState(() => document.activeElement);
  const giveBack = (event: Event): void => {
    event.preventDefault();
    giveFocusTo(before);
    onClose();
    runChosen();
  };
  const [isOpen, setOpen] = useState(true);
  return (
    <Radix.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <span
          className={styles.point}
          style={{ left: at.x, top: at.y }}
          // Only a place: nothing that could be pressed.
          aria-haspopup={undefined}
          aria-expanded={undefined}
          aria-controls={undefined}
        />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          // Beside the pointer: what lies under it would take the end of the press that opened it.
          side="right"
          align="start"
          aria-labelledby={undefined}
          aria-label={t("Menu")}
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={giveBack}
        >
          <Choosing value={choose}>{children}</Choosing>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem(props: MenuItemProps) {
  const { children, onSelect, icon: Icon, shortcut, danger = false, reason = null } = props;
  const disabled = props.disabled === true || reason !== null;
  const choose = use(Choosing);
  return (
    <Radix.Item
      className={cx(styles.item, danger && styles.danger)}
      onSelect={() => choose(onSelect)}
      disabled={disabled}
      {...(reason === null ? {} : { title: reason, "aria-description": reason })}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      <span className={styles.words}>{children}</span>
      {shortcut !== undefined && <span className={styles.shortcut}>{shortcut}</span>}
    </Radix.Item>
  );
}

/** More items, beside the one they belong under. */
export function SubMenu({ label, icon: Icon, children }: SubMenuProps) {
  return (
    <Radix.Sub>
      <Radix.SubTrigger className={styles.item}>
        {Icon !== undefined && <Icon size={16} aria-hidden />}
        <span className={styles.words}>{label}</span>
        <ChevronRight size={14} aria-hidden />
      </Radix.SubTrigger>
      <Radix.Portal>
        <Radix.SubContent className={styles.content} collisionPadding={8} sideOffset={4}>
          {children}
        </Radix.SubContent>
      </Radix.Portal>
    </Radix.Sub>
  );
}

/** One of a few, with a check at the chosen one. */
export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <Radix.Label className={styles.label}>{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={styles.item}
          onSelect={(event) => event.preventDefault()}
        >
          <span className={styles.mark}>
            <Radix.ItemIndicator>
              <Check size={14} aria-hidden />
            </Radix.ItemIndicator>
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className={styles.label}>{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className={styles.separator} />;
}
