/** Parameters under a name, which everybody of the team may take and give; each use is one step. */
import { BookmarkPlus, Pencil, SlidersHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import type { NodeSpec } from "../api/types";
import { sentence } from "../api/client";
import { usePresetChanges, usePresets, type Preset } from "../api/library";
import { useSession } from "../board/context";
import { changedParams } from "../doc/restore";
import type { Json, NodeItem } from "../doc/schema";
import { t } from "../i18n/i18n";
import { NameField } from "../items/NameField";
import { Button } from "../ui/Button";
import { Menu, MenuItem, MenuLabel, MenuSeparator, SubMenu } from "../ui/Menu";
import { toast } from "../ui/Toast";

/** What is being named: a new preset, or one by its id. */
type Naming = { readonly id: string | null; readonly name: string };

type PresetMenuProps = {
  /** All of one type; a preset is taken by each of them. */
  items: readonly NodeItem[];
  spec: NodeSpec;
};

export default function PresetMenu({ items, spec }: PresetMenuProps) {
  const { catalog, edits } = useSession();
  const { data: presets = [] } = usePresets(spec.type);
  const changes = usePresetChanges(spec.type);
  const [naming, setNaming] = useState<Naming | null>(null);
  const [first] = items;
  const params = first && items.length === 1 ? keptParams(first, spec) : null;

  const apply = (preset: Preset): void => {
    const changed = items
      .map((item) => [item.id, { params: changedParams(item, preset.params, catalog) }] as const)
      .filter(([, { params: of }]) => Object.keys(of).length > 0);
    edits.setFields(new Map(changed));
  };
  const onError = (error: unknown): void => toast(sentence(error), { kind: "bad" });
  const name = ({ id }: Naming, given: string | null): void => {
    setNaming(null);
    if (given === null || given === "") return;
    if (id !== null) changes.rename.mutate({ id, name: given }, { onError });
    else if (params) {
      const onSuccess = (): void => toast(t("“{name}” is kept for everybody.", { name: given }));
      changes.save.mutate({ name: given, params }, { onSuccess, onError });
    }
  };
  const remove = ({ id, name: gone, params: kept }: Preset): void => {
    const onSelect = (): void => changes.save.mutate({ name: gone, params: kept }, { onError });
    const onSuccess = (): void =>
      toast(t("“{name}” was deleted for everybody.", { name: gone }), {
        action: { label: t("Undo"), onSelect },
      });
    changes.remove.mutate(id, { onSuccess, onError });
  };

  if (naming) {
    return (
      <NameField
        key={naming.id}
        value={naming.name}
        label={t("Name of the preset")}
        onDone={(given) => name(naming, given)}
      />
    );
  }
  const own = presets.filter(({ can }) => can.change);
  return (
    <Menu
      trigger={
        <Button icon={SlidersHorizontal} wide>
          {t("Presets")}
        </Button>
      }
    >
      {presets.length === 0 && (
        <MenuLabel>{t("No presets for {title} yet", { title: spec.title })}</MenuLabel>
      )}
      {presets.map((preset) => (
        <MenuItem key={preset.id} onSelect={() => apply(preset)}>
          {preset.name}
        </MenuItem>
      ))}
      {(params !== null || own.length > 0) && <MenuSeparator />}
      {params !== null && (
        <MenuItem icon={BookmarkPlus} onSelect={() => setNaming({ id: null, name: "" })}>
          {t("Save these settings…")}
        </MenuItem>
      )}
      {own.length > 0 && (
        <SubMenu label={t("Rename")} icon={Pencil}>
          {own.map((preset) => (
            <MenuItem key={preset.id} onSelect={() => setNaming(preset)}>
              {preset.name}
            </MenuItem>
          ))}
        </SubMenu>
      )}
      {own.length > 0 && (
        <SubMenu label={t("Delete")} icon={Trash2}>
          {own.map((preset) => (
            <MenuItem key={preset.id} danger onSelect={() => remove(preset)}>
              {preset.name}
            </MenuItem>
          ))}
        </SubMenu>
      )}
    </Menu>
  );
}

/** All but pictures, which are a board's; what has no value yet is the spec's. */
function keptParams(item: NodeItem, spec: NodeSpec): Record<string, Json> {
  const entries = Object.entries(spec.params.properties)
    .filter(([, schema]) => schema["x-control"] !== "asset")
    .map(([name, schema]) => [name, item.params[name] ?? schema.default ?? null] as const)
    .filter(([, value]) => value !== null);
  return Object.fromEntries(entries);
}
