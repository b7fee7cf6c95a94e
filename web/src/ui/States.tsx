/** What stands where content is not: empty, loading, or a sentence about trouble. */
import { CircleAlert, Info, TriangleAlert, type LucideIcon } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { cx } from "./cx";
import styles from "./States.module.css";

export type EmptyStateProps = {
  /** One sentence. */
  children: ReactNode;
  icon?: LucideIcon;
  picture?: ReactNode;
  /** The one action that helps. */
  action?: ReactNode;
};

export function EmptyState({ children, icon: Icon, picture, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {picture}
      {Icon !== undefined && <Icon size={24} aria-hidden />}
      <p>{children}</p>
      {action}
    </div>
  );
}

/** A grey shape where something is about to be. */
export function Skeleton({ style }: { style?: CSSProperties }) {
  return <span className={styles.skeleton} style={style} aria-hidden />;
}

const BANNER_ICONS = { plain: Info, warn: TriangleAlert, bad: CircleAlert };

export type BannerProps = {
  kind?: keyof typeof BANNER_ICONS;
  children: ReactNode;
  action?: ReactNode;
};

export function Banner({ kind = "plain", children, action }: BannerProps) {
  const Icon = BANNER_ICONS[kind];
  return (
    <div className={cx(styles.banner, styles[kind])} role={kind === "bad" ? "alert" : "status"}>
      <Icon size={16} aria-hidden />
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  );
}
