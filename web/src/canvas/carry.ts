/**
 * Brings the pictures of nodes copied on another board over to this one: read there, uploaded here,
 * shown on their way where they will lie.
 */
import { nanoid } from "nanoid";
import { mayPass, sentence, readBytes } from "../api/client";
import type { BoardId } from "../api/types";
import { assetAddress, assetPath, uploadAsset } from "../api/upload";
import type { Session } from "../board/session";
import type { Upload } from "../board/ui";
import type { Catalog } from "../doc/catalog";
import type { NewNode } from "../doc/make";
import { t, tn } from "../i18n/i18n";
import { IMAGE_SIZE } from "../items/layout";
import { toast } from "../ui/Toast";
import { endUpload, showUploads, update } from "./uploading";

const AT_ONCE = 3;

/** The nodes whose pictures could be brought, with them; the others are told of and left out. */
export async function carryPictures(
  session: Session,
  from: BoardId,
  nodes: readonly NewNode[],
  again: (left: readonly NewNode[]) => void,
): Promise<NewNode[]> {
  const carried = new Map<string, string>();
  const failures: unknown[] = [];
  const left = uploadsOf(session, from, nodes);
  showUploads(
    session,
    left.map(({ upload }) => upload),
  );
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { asset, upload } = next;
      try {
        const bytes = await readBytes(assetPath(from, asset));
        const onProgress = (fraction: number): void => update(session, { ...upload, fraction });
        carried.set(asset, (await uploadAsset(session.board.id, bytes, { onProgress })).id);
      } catch (error) {
        failures.push(error);
      } finally {
        endUpload(session, upload.id);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) {
    const lost = nodes.filter((node) =>
      assetsOf(node, session.catalog).some((id) => !carried.has(id)),
    );
    tell(failures, () => again(lost.map((node) => ({ ...node, inputs: {}, parent: null }))));
  }
  return withAssets(nodes, session.catalog, carried);
}

function tell(failures: readonly unknown[], again: () => void): void {
  const what = tn(
    failures.length,
    "A picture could not be brought from the other board.",
    "{count} pictures could not be brought from the other board.",
  );
  toast(`${what} ${sentence(failures[0])}`, {
    kind: "bad",
    ...(failures.every(mayPass) && { action: { label: t("Try again"), onSelect: again } }),
  });
}

type Carrying = { readonly asset: string; readonly upload: Upload };

/** One for each picture, however many nodes show it. */
function uploadsOf(session: Session, from: BoardId, nodes: readonly NewNode[]): Carrying[] {
  const found = new Map<string, Carrying>();
  for (const node of nodes) {
    for (const asset of assetsOf(node, session.catalog)) {
      const box = { ...node.position, ...(node.size ?? IMAGE_SIZE) };
      const preview = assetAddress(from, asset, 256);
      const upload = { id: nanoid(), name: node.title ?? "picture", preview, box, fraction: 0 };
      if (!found.has(asset)) found.set(asset, { asset, upload });
    }
  }
  return [...found.values()];
}

/** The parameters of a type of node that name pictures. */
function assetParams(type: string, catalog: Catalog): string[] {
  const schemas = Object.entries(catalog.get(type)?.params.properties ?? {});
  return schemas.filter(([, schema]) => schema["x-control"] === "asset").map(([name]) => name);
}

export function assetsOf(node: NewNode, catalog: Catalog): string[] {
  return assetParams(node.type, catalog)
    .map((name) => node.params?.[name])
    .filter((value): value is string => typeof value === "string" && value !== "");
}

/** Nodes with the ids their pictures have here; one whose picture is not here is left out. */
export function withAssets(
  nodes: readonly NewNode[],
  catalog: Catalog,
  carried: ReadonlyMap<string, string>,
): NewNode[] {
  const kept = nodes.map((node) => assetsOf(node, catalog).every((asset) => carried.has(asset)));
  const places = new Map<string, string>();
  nodes.forEach((_, i) => {
    if (kept[i] === true) places.set(`#${i}`, `#${places.size}`);
  });
  return nodes
    .filter((_, i) => kept[i])
    .map((node) => {
      const params = { ...node.params };
      for (const name of assetParams(node.type, catalog)) {
        const asset = params[name];
        if (typeof asset === "string") params[name] = carried.get(asset) ?? asset;
      }
      const inputs = Object.entries(node.inputs ?? {}).flatMap(([key, source]) => {
        const place = places.get(source.node);
        return place === undefined ? [] : [[key, { ...source, node: place }] as const];
      });
      const parent = node.parent ? (places.get(node.parent) ?? null) : null;
      return { ...node, params, inputs: Object.fromEntries(inputs), parent };
    });
}
