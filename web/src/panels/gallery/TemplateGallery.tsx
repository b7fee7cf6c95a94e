/** Templates to begin with, Atelier's and the team's: a click or a drag puts one on the board. */
import { Ellipsis, Pencil, Trash2, X } from "lucide-react";
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { sentence } from "../../api/client";
import { useTemplateChanges, useTemplates, type Template } from "../../api/library";
import { useSession } from "../../board/context";
import { TEMPLATE_TYPE } from "../../canvas/files";
import { insertTemplate } from "../../commands/templates";
import { middle } from "../../commands/when";
import { fromServer, t, text } from "../../i18n/i18n";
import { NameField } from "../../items/NameField";
import { matchScore } from "../match";
import { Button, IconButton } from "../../ui/Button";
import { Input } from "../../ui/Input";
import { Menu, MenuItem } from "../../ui/Menu";
import { Banner, EmptyState, Skeleton } from "../../ui/States";
import { toast } from "../../ui/Toast";
import { TemplateDrawing } from "./TemplateDrawing";
import styles from "./TemplateGallery.module.css";

export default function TemplateGallery() {
  const { ui } = useSession();
  const { data, error, refetch } = useTemplates();
  const [typed, setTyped] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const close = (): void => ui.gallery.set(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    // The next key is the board's already, however soon it comes.
    search.current?.blur();
    close();
  };
  useEffect(() => {
    const from = document.activeElement;
    search.current?.focus();
    return () => {
      const isLost = document.activeElement === document.body;
      if (isLost && from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, []);
  const found = (data ?? []).filter(
    ({ name, description }) => matchScore(fromServer(name), typed, [fromServer(description)]) > 0,
  );
  return (
    <aside
      className={styles.panel}
      aria-label={t("Templates")}
      data-covers="right"
      onKeyDown={onKeyDown}
    >
      <header className={styles.header}>
        <h2>{t("Templates")}</h2>
        <IconButton icon={X} label={t("Close the templates")} onClick={close} />
      </header>
      <div className={styles.body}>
        <Input
          ref={search}
          type="search"
          aria-label={t("Search templates")}
          placeholder={t("Search templates")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {error && (
          <Banner
            kind="bad"
            action={<Button onClick={() => void refetch()}>{t("Try again")}</Button>}
          >
            {sentence(error)}
          </Banner>
        )}
        {!data && !error && <Skeleton style={{ height: 160 }} />}
        {data && (
          <>
            <Group
              heading={t("The team’s")}
              templates={found.filter(({ ours }) => !ours)}
              hint={typed === "" ? t(HINT) : null}
            />
            <Group
              heading={t("Atelier’s")}
              templates={found.filter(({ ours }) => ours)}
              hint={null}
            />
          </>
        )}
        {data && found.length === 0 && typed !== "" && (
          <EmptyState>{t("No template is called that.")}</EmptyState>
        )}
      </div>
    </aside>
  );
}

const HINT = text("Select what you use often, and choose “Save as a template…” from its menu.");

type GroupProps = { heading: string; templates: readonly Template[]; hint: string | null };

function Group({ heading, templates, hint }: GroupProps) {
  if (templates.length === 0 && hint === null) return null;
  return (
    <section className={styles.group} aria-label={heading}>
      <h3>{heading}</h3>
      {templates.length === 0 && <p className={styles.hint}>{hint}</p>}
      <ul>
        {templates.map((template) => (
          <Entry key={template.id} template={template} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ template }: { template: Template }) {
  const session = useSession();
  const changes = useTemplateChanges();
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, person, can } = template;
  const name = template.ours ? fromServer(template.name) : template.name;
  const description = template.ours ? fromServer(template.description) : template.description;
  const onError = (error: unknown): void => toast(sentence(error), { kind: "bad" });
  const insert = async (): Promise<void> => {
    setBusy(true);
    await insertTemplate(session, id, middle(session), { near: true });
    setBusy(false);
  };
  const onDragStart = (event: DragEvent): void => {
    event.dataTransfer.setData(TEMPLATE_TYPE, id);
    event.dataTransfer.effectAllowed = "copy";
  };
  const remove = (): void =>
    changes.remove.mutate(id, {
      onError,
      onSuccess: () => toast(t("“{name}” was deleted for everybody.", { name })),
    });
  return (
    <li className={styles.entry}>
      <button
        type="button"
        className={styles.insert}
        aria-label={t("Add {name}", { name })}
        aria-busy={busy}
        disabled={!session.canEdit || busy}
        draggable={session.canEdit}
        onDragStart={onDragStart}
        onClick={() => void insert()}
      >
        <TemplateDrawing template={template} />
      </button>
      <div className={styles.line}>
        {naming ? (
          <NameField
            value={name}
            label={t("Name of the template")}
            onDone={(given) => {
              setNaming(false);
              if (given !== null && given !== "" && given !== name) {
                changes.rename.mutate({ id, name: given }, { onError });
              }
            }}
          />
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        {can.change && (
          <Menu
            align="end"
            trigger={<IconButton icon={Ellipsis} label={t("Menu of {title}", { title: name })} />}
          >
            <MenuItem icon={Pencil} onSelect={() => setNaming(true)}>
              {t("Rename")}
            </MenuItem>
            <MenuItem icon={Trash2} danger onSelect={remove}>
              {t("Delete for everybody")}
            </MenuItem>
          </Menu>
        )}
      </div>
      {description !== "" && <p className={styles.hint}>{description}</p>}
      {person && <p className={styles.by}>{person.name}</p>}
    </li>
  );
}
