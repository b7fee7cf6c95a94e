/** The panel at the right: everything about the one selected item, or what several share. */
import { ChevronDown, ChevronUp, Pipette, Workflow } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useFed, useSession, useNode, useResult } from "../board/context";
import { command } from "../commands/registry";
import { runNodes } from "../commands/running";
import type { NodeSpec } from "../api/types";
import { titleOf } from "../doc/catalog";
import type { NodeItem } from "../doc/schema";
import { ParamForm } from "../forms/ParamForm";
import { t } from "../i18n/i18n";
import { isInked } from "../ink/ink";
import { ItemIcon } from "../items/ItemIcon";
import { isHint, kindOf, mayRetry, messageOf } from "../items/layout";
import { NameField } from "../items/NameField";
import { assetOf } from "../palette/asset";
import { useSetParam } from "../items/useSetParam";
import { adviceFor } from "../jobs/words";
import { useStore } from "../store/use";
import { Button, IconButton } from "../ui/Button";
import { Banner } from "../ui/States";
import { ConnectDialog } from "./ConnectDialog";
import styles from "./Inspector.module.css";
import { InkChoice } from "./InkChoice";
import { ManyPanel } from "./ManyPanel";
import { ModeChoice } from "./ModeChoice";
import { Outputs } from "./Outputs";
import { PaperChoice } from "./PaperChoice";
import { PictureFacts } from "./PictureFacts";
import { PictureTools } from "./PictureTools";
import { Provenance } from "./Provenance";
import { RunButtons } from "./RunButtons";

const ResultHistory = lazy(() => import("./history/ResultHistory"));
const PresetMenu = lazy(() => import("./PresetMenu"));

export function Inspector() {
  const { ui } = useSession();
  const selection = useStore(ui.inspected);
  // On a narrow screen the panel is a bar at the foot until it is asked for.
  const [open, setOpen] = useState(false);
  const [only] = selection;
  if (only === undefined) return null;
  if (selection.size > 1) return <ManyPanel ids={selection} open={open} onOpenChange={setOpen} />;
  return <ItemPanel key={only} id={only} open={open} onOpenChange={setOpen} />;
}

type ItemPanelProps = { id: string; open: boolean; onOpenChange: (open: boolean) => void };

function ItemPanel({ id, open, onOpenChange }: ItemPanelProps) {
  const session = useSession();
  const { catalog, canEdit, edits, view } = session;
  const item = useNode(id);
  const result = useResult(id);
  const [naming, setNaming] = useState(false);
  if (!item) return null;
  const spec = catalog.get(item.type);
  const title = titleOf(item, catalog);
  const message = messageOf(spec, item, result);
  const advice = result?.error ? adviceFor(result.error.code) : null;
  const isCard = kindOf(item.type) === "card" && spec !== undefined;
  return (
    <aside
      className={styles.panel}
      aria-label={t("Inspector")}
      data-covers="right"
      data-item={id}
      data-open={open ? "" : undefined}
    >
      <header className={styles.header}>
        <ItemIcon type={item.type} />
        {naming ? (
          <NameField
            value={title}
            label={t("Name")}
            onDone={(name) => {
              setNaming(false);
              if (name !== null && name !== title) edits.rename(id, name);
            }}
          />
        ) : (
          <button
            type="button"
            className={styles.title}
            disabled={!canEdit}
            title={canEdit ? t("Rename") : undefined}
            onClick={() => setNaming(true)}
          >
            {title}
          </button>
        )}
        <IconButton
          icon={open ? ChevronDown : ChevronUp}
          label={open ? t("Hide the settings") : t("Show the settings")}
          className={styles.fold}
          aria-expanded={open}
          onClick={() => onOpenChange(!open)}
        />
      </header>
      <div className={styles.body}>
        <ConnectDialog id={id} />
        {spec && <p className={styles.about}>{spec.description}</p>}
        {message !== null && (
          <Banner
            kind={isHint(result) ? "plain" : "bad"}
            action={
              canEdit && mayRetry(result) ? (
                <Button onClick={() => runNodes(session, [id])}>{t("Retry")}</Button>
              ) : null
            }
          >
            <p>{message}</p>
            {advice !== null && <p>{advice}</p>}
          </Banner>
        )}
        {isCard && <ModeChoice nodes={[{ item, spec }]} />}
        {isCard && <RunButtons specs={[spec]} />}
        {item.type === "note" && <PaperChoice notes={[item]} />}
        {isCard && canEdit && Object.keys(spec.params.properties).length > 0 && (
          <Suspense>
            <PresetMenu items={[item]} spec={spec} />
          </Suspense>
        )}
        {isInked(item.type) && <InkChoice items={[item]} />}
        {spec && (
          <div className={styles.form}>
            <Settings item={item} spec={spec} />
          </div>
        )}
        {item.type === "image" && <PictureTools />}
        {item.type === "image" && <Provenance item={item} />}
        {canEdit && item.type === "image" && item.params.graph === true && (
          <Button icon={Workflow} onClick={() => command("add-graph").run(session)}>
            {t("Add its graph")}
          </Button>
        )}
        {canEdit && assetOf({ view }, id) !== null && (
          <Button icon={Pipette} onClick={() => command("pick-colors").run(session)}>
            {t("Pick colors")}
          </Button>
        )}
        {result && <Outputs result={result} />}
        {isCard && (
          <Suspense>
            <ResultHistory key={id} id={id} spec={spec} />
          </Suspense>
        )}
        {item.type === "image" && typeof item.params.asset === "string" && (
          <PictureFacts picture={{ asset: item.params.asset }} durationMs={null} />
        )}
      </div>
    </aside>
  );
}

function Settings({ item, spec }: { item: NodeItem; spec: NodeSpec }) {
  const { canEdit } = useSession();
  const setParam = useSetParam(item.id);
  return (
    <ParamForm
      node={item.id}
      spec={spec}
      values={item.params}
      texts={item.texts}
      fed={useFed(item)}
      disabled={!canEdit}
      onChange={setParam}
    />
  );
}
