/** Search over what can be put on the board, opened where it will be put. */
import { Command } from "cmdk";
import { LayoutTemplate } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTemplates } from "../api/library";
import type { NodeSpec, PortType } from "../api/types";
import { useSession } from "../board/context";
import type { PendingLink, SearchRequest } from "../board/ui";
import { addPictures } from "../canvas/pictures";
import { chooseFiles } from "../canvas/files";
import { addItem, addNear } from "../commands/actions";
import { insertTemplate } from "../commands/templates";
import { fitting } from "../doc/catalog";
import { fromServer, t, type Text, text } from "../i18n/i18n";
import { ItemIcon } from "../items/ItemIcon";
import { useStore } from "../store/use";
import { PortShape } from "../items/PortShape";
import { matchScore } from "./match";
import styles from "./SearchToAdd.module.css";

const CATEGORIES: readonly (readonly [NodeSpec["category"], Text])[] = [
  ["diffusion", text("From words")],
  ["image", text("Pictures")],
  ["text", text("Text")],
  ["moodboard", text("Moodboard")],
  ["debug", text("Debugging")],
];
const TAKES: Readonly<Record<PortType, Text>> = {
  image: text("What takes image"),
  text: text("What takes text"),
  color: text("What takes color"),
  number: text("What takes number"),
  model: text("What takes model"),
  conditioning: text("What takes encoded prompt"),
  latent: text("What takes latent"),
};
const GIVES: Readonly<Record<PortType, Text>> = {
  image: text("What gives image"),
  text: text("What gives text"),
  color: text("What gives color"),
  number: text("What gives number"),
  model: text("What gives model"),
  conditioning: text("What gives encoded prompt"),
  latent: text("What gives latent"),
};
const WIDTH = 300;
const HEIGHT = 380;
const MARGIN = 12;

export function SearchToAdd() {
  const { ui } = useSession();
  const request = useStore(ui.search);
  return request && <Search request={request} />;
}

function Search({ request }: { request: SearchRequest }) {
  const session = useSession();
  const { ui, catalog } = session;
  const panel = useRef<HTMLDivElement>(null);
  const { link, at, near = false } = request;

  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (!panel.current?.contains(event.target as Node)) ui.search.set(null);
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [ui]);

  const add = (spec: NodeSpec): void => {
    ui.search.set(null);
    if (spec.type === "image") {
      void chooseFiles().then((files) => addPictures(session, files, at, { near }));
      return;
    }
    if (spec.type === "arrow" || spec.type === "drawing") {
      ui.tool.set(spec.type === "arrow" ? "arrow" : "draw");
      return;
    }
    const id = near ? addNear(session, spec.type, at) : addItem(session, spec.type, at, link);
    if (spec.type === "note" || spec.type === "heading") ui.editing.set(id);
  };
  const specs = [...catalog.values()].filter((spec) => fits(spec, link));
  return (
    <div
      ref={panel}
      className={styles.panel}
      style={placeOf(ui.canvas.get()?.toScreen(at))}
      role="dialog"
      aria-label={t("Add a node")}
    >
      <Command
        label={t("Add a node")}
        filter={matchScore}
        loop
        onKeyDown={(event) => {
          if (event.key === "Escape") ui.search.set(null);
        }}
      >
        <Command.Input
          autoFocus
          className={styles.input}
          placeholder={link ? t("What should it connect to?") : t("Search nodes")}
        />
        {link && (
          <p className={styles.fits}>
            <PortShape type={link.port.type} />
            {t((link.side === "output" ? TAKES : GIVES)[link.port.type])}
          </p>
        )}
        <Command.List className={styles.list}>
          <Command.Empty className={styles.none}>{t("Nothing is called that")}</Command.Empty>
          {CATEGORIES.map(([category, heading]) => {
            const found = specs.filter((spec) => spec.category === category);
            if (found.length === 0) return null;
            return (
              <Command.Group key={category} heading={t(heading)} className={styles.group}>
                {found.map((spec) => (
                  <Entry key={spec.type} spec={spec} onSelect={() => add(spec)} />
                ))}
              </Command.Group>
            );
          })}
          {!link && (
            <Templates
              onSelect={(template) => {
                ui.search.set(null);
                void insertTemplate(session, template, at, { near: true });
              }}
            />
          )}
        </Command.List>
      </Command>
    </div>
  );
}

function Entry({ spec, onSelect }: { spec: NodeSpec; onSelect: () => void }) {
  return (
    <Command.Item
      value={`${spec.title} ${spec.type}`}
      keywords={[spec.description]}
      onSelect={onSelect}
      className={styles.entry}
    >
      <ItemIcon type={spec.type} />
      <span className={styles.name}>{spec.title}</span>
      <span className={styles.about}>{spec.description}</span>
    </Command.Item>
  );
}

/** Below the nodes; what the server cannot tell now is left out, since nodes are there all the same. */
function Templates({ onSelect }: { onSelect: (template: string) => void }) {
  const { data = [] } = useTemplates();
  if (data.length === 0) return null;
  return (
    <Command.Group heading={t("Templates")} className={styles.group}>
      {data.map(({ id, name, description }) => (
        <Command.Item
          key={id}
          value={`${fromServer(name)} ${t("template")} ${id}`}
          keywords={[fromServer(description)]}
          onSelect={() => onSelect(id)}
          className={styles.entry}
        >
          <LayoutTemplate size={16} aria-hidden />
          <span className={styles.name}>{fromServer(name)}</span>
          <span className={styles.about}>{fromServer(description)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function fits(spec: NodeSpec, link: PendingLink | null): boolean {
  if (!link) return true;
  // A picture has to be chosen first, and then uploaded.
  if (spec.type === "image") return false;
  return fitting(spec, link.port, link.side === "output" ? "input" : "output") !== null;
}

/** At the point, but whole on the screen. */
function placeOf(point: { x: number; y: number } | undefined): React.CSSProperties {
  const x = point?.x ?? window.innerWidth / 2 - WIDTH / 2;
  const y = point?.y ?? window.innerHeight / 2 - HEIGHT / 2;
  return {
    left: Math.max(MARGIN, Math.min(x, window.innerWidth - WIDTH - MARGIN)),
    top: Math.max(MARGIN, Math.min(y, window.innerHeight - HEIGHT - MARGIN)),
    width: WIDTH,
    maxHeight: HEIGHT,
  };
}
