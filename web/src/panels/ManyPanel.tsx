/** What several selected items have in common; a change here is a change of all of them. */
import { ChevronDown, ChevronUp, Layers2, SquareSplitHorizontal } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useSession } from "../board/context";
import type { NodeSpec } from "../api/types";
import { useNodes } from "../board/useNodes";
import { command, LINE_UP_COMMANDS } from "../commands/registry";
import { ParamRow } from "../forms/ParamRow";
import { sharedFields } from "../forms/shared";
import { t } from "../i18n/i18n";
import { isInked } from "../ink/ink";
import { kindOf } from "../items/layout";
import { useSetParams } from "../items/useSetParam";
import { Button, IconButton } from "../ui/Button";
import styles from "./Inspector.module.css";
import { CommandButtons } from "./CommandButtons";
import { countsOf } from "./counts";
import { InkChoice } from "./InkChoice";
import { ModeChoice, type Runner } from "./ModeChoice";
import { PaperChoice } from "./PaperChoice";
import { RunButtons } from "./RunButtons";

const PresetMenu = lazy(() => import("./PresetMenu"));

export type ManyPanelProps = {
  ids: ReadonlySet<string>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export function ManyPanel({ ids, open, onOpenChange }: ManyPanelProps) {
  const session = useSession();
  const { catalog } = session;
  const compare = command("compare");
  const items = useNodes(ids);
  const known: Runner[] = items.flatMap((item) => {
    const spec = catalog.get(item.type);
    return spec ? [{ item, spec }] : [];
  });
  const cards = known.filter(({ item }) => kindOf(item.type) === "card");
  const notes = items.filter(({ type }) => type === "note");
  const inked = items.filter(({ type }) => isInked(type));
  const specs = new Set(cards.map(({ spec }) => spec));
  const [only] = specs;
  // A preset is one type's: there must be nothing else among them.
  const isOneType = specs.size === 1 && cards.length === items.length;
  const presetOf = isOneType && only && hasSettings(only) ? only : null;
  return (
    <aside
      className={styles.panel}
      aria-label={t("Inspector")}
      data-covers="right"
      data-open={open ? "" : undefined}
    >
      <header className={styles.header}>
        <Layers2 size={16} aria-hidden />
        <span className={styles.count}>{t("{count} items", { count: items.length })}</span>
        <IconButton
          icon={open ? ChevronDown : ChevronUp}
          label={open ? t("Hide the settings") : t("Show the settings")}
          className={styles.fold}
          aria-expanded={open}
          onClick={() => onOpenChange(!open)}
        />
      </header>
      <div className={styles.body}>
        <p className={styles.about}>{countsOf(items, catalog)}</p>
        {session.canEdit && <LineUp />}
        {cards.length > 0 && <ModeChoice nodes={cards} />}
        {cards.length > 0 && <RunButtons specs={[...specs]} />}
        {session.canEdit && presetOf && (
          <Suspense>
            <PresetMenu items={items} spec={presetOf} />
          </Suspense>
        )}
        {compare.when?.(session) === true && (
          <Button icon={SquareSplitHorizontal} onClick={() => compare.run(session)}>
            {t("Compare")}
          </Button>
        )}
        {notes.length > 0 && <PaperChoice notes={notes} />}
        {inked.length > 0 && <InkChoice items={inked} />}
        {known.length === items.length && <SharedForm ids={ids} nodes={known} />}
      </div>
    </aside>
  );
}

function hasSettings({ params }: NodeSpec): boolean {
  return Object.keys(params.properties).length > 0;
}

/** The ways to line them up, as buttons: where the items are moved is seen at once. */
function LineUp() {
  return (
    <div className={styles.lineUp} role="toolbar" aria-label={t("Line up")}>
      <CommandButtons commands={LINE_UP_COMMANDS} />
    </div>
  );
}

function SharedForm({ ids, nodes }: { ids: ReadonlySet<string>; nodes: readonly Runner[] }) {
  const { canEdit } = useSession();
  const list = useMemo(() => [...ids], [ids]);
  const setParam = useSetParams(list);
  const fields = sharedFields(nodes.map(({ item, spec }) => ({ spec, params: item.params })));
  if (fields.length === 0) return null;
  return (
    <div role="group" aria-label={t("Shared settings")}>
      {fields.map(({ field, value, mixed }) => (
        <ParamRow
          key={field.name}
          field={field}
          value={value}
          mixed={mixed}
          text={undefined}
          onChange={(next, options) => setParam(field.name, next, options)}
          disabled={!canEdit}
        />
      ))}
    </div>
  );
}
