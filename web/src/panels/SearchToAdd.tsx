/** Search over what can be put on the board, opened where it will be put. */
import { Command } from "cmdk";
import { LayoutTemplate } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
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

const GROUPS: readonly (readonly [Found["group"], Text])[] = [
  ["diffusion", text("From words")],
  ["image", text("Pictures")],
  ["text", text("Text")],
  ["moodboard", text("Moodboard")],
  ["debug", text("Debugging")],
  ["template", text("Templates")],
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
  const [typed, setTyped] = useState("");
  // What the server cannot tell now is left out: nodes are there all the same.
  const { data: templates = [] } = useTemplates();

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
  const found: readonly Found[] = [
    ...specs.map((spec) => ({
      key: spec.type,
      name: spec.title,
      value: `${spec.title} ${spec.type}`,
      about: spec.description,
      also: spec.also_called ?? [],
      group: spec.category,
      icon: <ItemIcon type={spec.type} />,
      choose: () => add(spec),
    })),
    ...(link ? [] : templates).map(({ id, name, description }) => ({
      key: id,
      name: fromServer(name),
      value: `${fromServer(name)} ${t("template")}`,
      about: fromServer(description),
      also: [],
      group: "template" as const,
      icon: <LayoutTemplate size={16} aria-hidden />,
      choose: () => {
        ui.search.set(null);
        void insertTemplate(session, id, at, { near: true });
      },
    })),
  ];
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
        shouldFilter={false}
        loop
        onKeyDown={(event) => {
          if (event.key === "Escape") ui.search.set(null);
        }}
      >
        <Command.Input
          autoFocus
          className={styles.input}
          placeholder={link ? t("What should it connect to?") : t("Search nodes")}
          value={typed}
          onValueChange={setTyped}
        />
        {link && (
          <p className={styles.fits}>
            <PortShape type={link.port.type} />
            {t((link.side === "output" ? TAKES : GIVES)[link.port.type])}
          </p>
        )}
        <Command.List className={styles.list}>
          <Command.Empty className={styles.none}>{t("Nothing is called that")}</Command.Empty>
          {typed.trim() === "" ? (
            GROUPS.map(([group, heading]) => {
              const inIt = found.filter((each) => each.group === group);
              if (inIt.length === 0) return null;
              return (
                <Command.Group key={group} heading={t(heading)} className={styles.group}>
                  {inIt.map(entry)}
                </Command.Group>
              );
            })
          ) : (
            <div className={styles.group}>{ranked(found, typed).map(entry)}</div>
          )}
        </Command.List>
      </Command>
    </div>
  );
}

/** What may be put on the board: a node, or a template. */
type Found = {
  readonly key: string;
  readonly name: string;
  /** What is searched first; `about` counts less. */
  readonly value: string;
  readonly about: string;
  readonly also: readonly string[];
  readonly group: NodeSpec["category"] | "template";
  readonly icon: ReactNode;
  readonly choose: () => void;
};

/** The best answer first, whatever its kind. cmdk sorts within groups only. */
function ranked(found: readonly Found[], typed: string): readonly Found[] {
  return found
    .map((each) => ({ each, score: matchScore(each.value, typed, [each.about, ...each.also]) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ each }) => each);
}

function entry({ key, name, value, about, icon, choose }: Found) {
  return (
    <Command.Item key={key} value={`${value} ${key}`} onSelect={choose} className={styles.entry}>
      {icon}
      <span className={styles.name}>{name}</span>
      <span className={styles.about}>{about}</span>
    </Command.Item>
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
