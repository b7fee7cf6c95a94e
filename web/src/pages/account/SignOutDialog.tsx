/** Before signing out takes changes along that are in this browser only. */
import { t, tn } from "../../i18n/i18n";
import { ConfirmDialog } from "../../ui/Dialog";

type Props = { changes: number; busy: boolean; onConfirm: () => void; onCancel: () => void };

export default function SignOutDialog({ changes, busy, onConfirm, onCancel }: Props) {
  return (
    <ConfirmDialog
      open
      onOpenChange={onCancel}
      title={t("Sign out and lose changes?")}
      description={tn(
        changes,
        "1 change made in this browser has not reached the server. Signing out removes it from this browser. To keep it, wait until the server is back and open the boards they were made on.",
        "{count} changes made in this browser have not reached the server. Signing out removes them from this browser. To keep them, wait until the server is back and open the boards they were made on.",
      )}
      action={t("Sign out and lose them")}
      busy={busy}
      onConfirm={onConfirm}
    />
  );
}
