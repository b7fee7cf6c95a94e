/** A question that cannot be answered where the thing is. The last resort: most things are inline. */
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "../i18n/i18n";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./Dialog.module.css";
import { useFocusBack } from "./useFocusBack";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
};

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, wide = false } = props;
  const focusBack = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={cx(styles.dialog, wide && styles.wide)}
          aria-modal
          {...focusBack}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <Radix.Title className={styles.title}>{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className={styles.description}>{description}</Radix.Description>
          )}
          {children}
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
          {/* Last, so that the focus begins at what the dialog is about. */}
          <Radix.Close className={styles.close} aria-label={t("Close")}>
            <X size={16} aria-hidden />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What is lost. */
  description: ReactNode;
  action: string;
  busy?: boolean;
  onConfirm: () => void;
};

/** Before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, description, action, busy = false, onConfirm } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("Cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
