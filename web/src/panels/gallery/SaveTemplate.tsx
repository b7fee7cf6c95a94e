/** The selection under a name, for the whole team: asked once, since the name is the point of it. */
import { useId, useState, type SubmitEvent } from "react";
import { sentence } from "../../api/client";
import { useTemplateChanges } from "../../api/library";
import { useSession } from "../../board/context";
import { withChildren } from "../../canvas/frames";
import { t, tn } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Input";
import { toast } from "../../ui/Toast";

export default function SaveTemplate() {
  const { board, view, ui, link } = useSession();
  const { save } = useTemplateChanges();
  // What was selected when it was asked for, whatever is selected meanwhile.
  const [nodes] = useState(() => [...withChildren(view, ui.selection.get())]);
  const [waits, setWaits] = useState(false);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const form = useId();
  const close = (): void => ui.savingTemplate.set(false);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    setWaits(true);
    const onSuccess = (): void => {
      close();
      const onSelect = (): void => ui.gallery.set(true);
      toast(t("“{name}” is among the team’s templates.", { name: name.trim() }), {
        action: { label: t("Show"), onSelect },
      });
    };
    // The server takes it from its own copy of the board.
    link.whenSaved(() => {
      save.mutate(
        { board: board.id, name, description, nodes },
        { onSuccess, onSettled: () => setWaits(false) },
      );
    });
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t("Save as a template")}
      description={tn(
        nodes.length,
        "The selected item can then be added to any board by everybody of the team, pictures included.",
        "The {count} selected items can then be added to any board by everybody of the team, pictures included.",
      )}
      footer={
        <>
          <Button onClick={close}>{t("Cancel")}</Button>
          <Button kind="primary" type="submit" form={form} busy={waits} disabled={!name.trim()}>
            {t("Save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={onSubmit} style={{ display: "grid", gap: 12 }}>
        <TextField
          label={t("Name")}
          value={name}
          maxLength={80}
          error={save.error ? sentence(save.error) : null}
          onChange={(event) => {
            setName(event.target.value);
            save.reset();
          }}
        />
        <TextField
          label={t("What it is for")}
          value={description}
          maxLength={400}
          onChange={(event) => setDescription(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
