/** Shows what `toast` says. */
import { CircleAlert, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { t } from "../i18n/i18n";
import { useStore } from "../store/use";
import { IconButton } from "./Button";
import { dropToast, toasts } from "./Toast";
import styles from "./Toast.module.css";

export default function Toaster() {
  const shown = useStore(toasts);
  return (
    <Radix.Provider swipeDirection="down" label={t("Message")}>
      {shown.map(({ id, message, kind = "plain", action }) => (
        <Radix.Root
          key={id}
          className={styles.toast}
          duration={action === undefined && kind === "plain" ? 4_000 : 9_000}
          onOpenChange={(open) => {
            if (!open) dropToast(id);
          }}
        >
          {kind === "bad" && <CircleAlert size={16} className={styles.bad} aria-hidden />}
          <Radix.Description className={styles.message}>{message}</Radix.Description>
          {action !== undefined && (
            <Radix.Action
              altText={action.label}
              className={styles.action}
              onClick={action.onSelect}
            >
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton icon={X} label={t("Dismiss")} className={styles.close} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className={styles.viewport} />
    </Radix.Provider>
  );
}
