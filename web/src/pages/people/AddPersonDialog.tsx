/** Adds a person with a first password, then shows what to send them. */
import { RefreshCw } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { sentence } from "../../api/client";
import { useAddPerson, type NewPerson } from "../../api/mutations";
import type { WorkspaceRole } from "../../api/types";
import { t, text } from "../../i18n/i18n";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Input";
import { Select } from "../../ui/Select";
import { Banner } from "../../ui/States";
import { Invitation } from "./Invitation";
import { generatePassword } from "./password";
import styles from "./PeoplePage.module.css";

const ROLES = [
  { value: "member", label: text("Member"), hint: text("Makes boards and shares them") },
  {
    value: "administrator",
    label: text("Administrator"),
    hint: text("Also looks after the people"),
  },
];

function AddPersonForm({ close, onAdded }: { close: () => void; onAdded: (p: NewPerson) => void }) {
  const add = useAddPerson();
  const roleId = useId();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState(generatePassword);
  const [role, setRole] = useState<WorkspaceRole>("member");

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const person = { name: name.trim(), email: email.trim(), password, role };
    add.mutate(person, { onSuccess: () => onAdded(person) });
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={t("Name")}
        autoFocus
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={t("E-mail")}
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={t("First password")}
        required
        spellCheck={false}
        className={styles.password ?? ""}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        after={
          <IconButton
            kind="secondary"
            icon={RefreshCw}
            label={t("Make another password")}
            onClick={() => setPassword(generatePassword())}
          />
        }
      />
      <div className={styles.role}>
        <label htmlFor={roleId}>{t("Role")}</label>
        <Select
          id={roleId}
          value={role}
          options={ROLES.map(({ value, label, hint }) => ({
            value,
            label: t(label),
            hint: t(hint),
          }))}
          onChange={(next) => setRole(next as WorkspaceRole)}
        />
      </div>
      {add.isError && <Banner kind="bad">{sentence(add.error)}</Banner>}
      <footer className={styles.footer}>
        <Button onClick={close}>{t("Cancel")}</Button>
        <Button kind="primary" type="submit" busy={add.isPending}>
          {t("Add person")}
        </Button>
      </footer>
    </form>
  );
}

export function AddPersonDialog({ close }: { close: () => void }) {
  const [added, setAdded] = useState<NewPerson | null>(null);
  return (
    <Dialog
      open
      onOpenChange={close}
      title={added === null ? t("Add a person") : t("{name} can sign in now", { name: added.name })}
    >
      {added === null ? (
        <AddPersonForm close={close} onAdded={setAdded} />
      ) : (
        <Invitation person={added} close={close} />
      )}
    </Dialog>
  );
}
