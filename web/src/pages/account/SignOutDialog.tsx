/** Before signing out takes changes along that are in this browser only. */
import { count } from "../../sync/state";
import { ConfirmDialog } from "../../ui/Dialog";

type Props = { changes: number; busy: boolean; onConfirm: () => void; onCancel: () => void };

export default function SignOutDialog({ changes, busy, onConfirm, onCancel }: Props) {
  const [have, them] = changes === 1 ? ["has", "it"] : ["have", "them"];
  return (
    <ConfirmDialog
      open
      onOpenChange={onCancel}
      title="Sign out and lose changes?"
      description={`${count(changes)} made in this browser ${have} not reached the server. Signing out removes ${them} from this browser. To keep ${them}, wait until the server is back and open the boards they were made on.`}
      action="Sign out and lose them"
      busy={busy}
      onConfirm={onConfirm}
    />
  );
}
