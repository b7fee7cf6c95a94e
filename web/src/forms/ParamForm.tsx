/**
 * A node's parameters as a form made from its spec: compact rows, label left and control right.
 * It shows values and says what a person changed; where they are kept is the caller's business.
 */
import { ChevronRight } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type * as Y from "yjs";
import type { Json, NodeSpec } from "../api/types";
import { useLikes } from "../api/models";
import { t } from "../i18n/i18n";
import { Written } from "../presence/Written";
import { cx } from "../ui/cx";
import { fieldsOf, type Field } from "./fields";
import styles from "./ParamForm.module.css";
import { FedRow, ParamRow } from "./ParamRow";
import { afterRun, freeKey, kept } from "./seed";

/** `transient` while a hand is still moving; the last change of a gesture is without it. */
export type ChangeParam = (name: string, value: Json, options?: { transient?: boolean }) => void;

export type ParamFormProps = {
  /** Whose parameters these are: others are told who writes in which. */
  node: string;
  spec: NodeSpec;
  values: Readonly<Record<string, Json>>;
  /** The parameters that are shared texts. */
  texts: Readonly<Record<string, Y.Text>>;
  onChange: ChangeParam;
  /** What comes in by a port of the same name is used instead of the value. */
  fed?: ReadonlySet<string>;
  disabled?: boolean;
  /** Hides the advanced parameters behind "More"; without it all are shown. */
  fold?: boolean;
  /** Whether the fold is open, for a caller that must know; else the form keeps it itself. */
  expanded?: boolean;
  onExpandedChange?: (expanded: boolean) => void;
};

/** Not among what a board needs to be seen. */
const PromptHint = lazy(() => import("./PromptHint"));

function hintOf(node: string, { notation, name }: Field): ReactNode {
  if (notation !== "prompt") return null;
  return (
    <Suspense>
      <PromptHint node={node} field={name} />
    </Suspense>
  );
}

export function ParamForm(props: ParamFormProps) {
  const { node, spec, values, texts, onChange, disabled = false, fold = false } = props;
  const [ownExpanded, setOwnExpanded] = useState(false);
  const { shown, folded } = fieldsOf(spec);
  const likes = useLikes(
    [...shown, ...folded].some(({ open }) => open),
    values.model,
  );
  const expanded = props.expanded ?? ownExpanded;
  const fields = fold && !expanded ? shown : [...shown, ...folded];
  if (shown.length + folded.length === 0) return null;

  function setExpanded(next: boolean) {
    setOwnExpanded(next);
    props.onExpandedChange?.(next);
  }

  return (
    <div
      className={cx("nodrag", styles.form)}
      role="group"
      aria-label={t("{title} settings", { title: spec.title })}
    >
      {fields.map((field) => (
        <Written key={field.name} node={node} field={field.name} text={texts[field.name]}>
          {props.fed?.has(field.name) === true ? (
            <FedRow field={field} hint={hintOf(node, field)} />
          ) : (
            <ParamRow
              field={field}
              value={values[field.name]}
              text={texts[field.name]}
              onChange={(value, options) => onChange(field.name, value, options)}
              after={afterRun(field.name, values)}
              onAfter={(after) => onChange(freeKey(field.name), kept(after))}
              liked={likes[field.name]}
              values={values}
              hint={hintOf(node, field)}
              disabled={disabled}
            />
          )}
        </Written>
      ))}
      {fold && folded.length > 0 && (
        <button
          type="button"
          className={styles.fold}
          aria-expanded={expanded}
          onClick={() => setExpanded(!expanded)}
        >
          <ChevronRight size={14} aria-hidden />
          {expanded ? t("Less") : t("More")}
        </button>
      )}
    </div>
  );
}
