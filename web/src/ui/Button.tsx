/** The buttons: one primary a view, secondary beside it, quiet in bars, danger where something goes. */
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

export type ButtonProps = ComponentProps<"button"> & {
  kind?: ButtonKind;
  icon?: LucideIcon;
  /** Work the button started is under way: it stays where it is and cannot be pressed again. */
  busy?: boolean;
  wide?: boolean;
};

export function Button(props: ButtonProps) {
  const {
    kind = "secondary",
    icon: Icon,
    busy = false,
    wide,
    className,
    children,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy}
      disabled={rest.disabled === true || busy}
      className={cx(styles.button, styles[kind], wide && styles.wide, className)}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  icon: LucideIcon;
  /** The accessible name, and the tooltip. */
  label: string;
  shortcut?: string;
  kind?: "quiet" | "secondary" | "primary";
  active?: boolean;
  tooltipSide?: "top" | "right" | "bottom" | "left";
};

export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, shortcut, kind = "quiet", active, tooltipSide, ...rest } = props;
  const { className, ...button } = rest;
  return (
    <Tooltip label={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={active}
        {...button}
        className={cx(styles.button, styles.icon, styles[kind], active && styles.active, className)}
      >
        <Icon size={16} aria-hidden />
      </button>
    </Tooltip>
  );
}
