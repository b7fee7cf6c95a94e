/** The models of this Atelier: what there is, what is on its way, and getting more. */
import { Boxes, RefreshCw } from "lucide-react";
import { useState } from "react";
import { sentence } from "../../api/client";
import { useMe } from "../../api/queries";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { ConfirmDialog } from "../../ui/Dialog";
import { EmptyState, Skeleton } from "../../ui/States";
import { toast } from "../../ui/Toast";
import { useTitle } from "../../ui/useTitle";
import { ErrorBanner } from "../ErrorBanner";
import { PageBar } from "../PageBar";
import page from "../pages.module.css";
import { AddModel } from "./AddModel";
import { bytes } from "./amounts";
import { DownloadRow } from "./DownloadRow";
import { ModelRow } from "./ModelRow";
import { useDownloads, useModels, useRemove, useRescan, type Model, type Space } from "./models";
import styles from "./ModelsPage.module.css";

function Room({ space }: { space: Space }) {
  return (
    <p className={styles.room}>
      {t("{free} free of {total} in {folder}", {
        free: bytes(space.free_bytes),
        total: bytes(space.total_bytes),
        folder: space.folder,
      })}
    </p>
  );
}

function RemoveDialog({ model, close }: { model: Model; close: () => void }) {
  const remove = useRemove();
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={t("Remove {name}?", { name: model.name })}
      description={t(
        "Its files are deleted, {size}. Nodes that name it say so until it is there again.",
        { size: bytes(model.size_bytes) },
      )}
      action={t("Remove")}
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(model.name, {
          onSuccess: close,
          onError: (error) => toast(sentence(error), { kind: "bad" }),
        })
      }
    />
  );
}

export default function ModelsPage() {
  useTitle(t("Models"));
  const canManage = useMe().data?.role === "administrator";
  const models = useModels();
  const downloads = useDownloads(canManage).data ?? [];
  const rescan = useRescan();
  const [removing, setRemoving] = useState<Model | null>(null);
  const items = models.data?.items ?? [];
  const space = models.data?.space ?? null;
  return (
    <div className={page.page}>
      <PageBar />
      <main className={cx(page.content, page.narrow)}>
        <div className={page.head}>
          <h1 className={page.title}>{t("Models")}</h1>
          {canManage && (
            <Button
              icon={RefreshCw}
              busy={rescan.isPending}
              onClick={() => rescan.mutate(undefined)}
            >
              {t("Look again")}
            </Button>
          )}
        </div>
        {canManage && <AddModel />}
        {downloads.length > 0 && (
          <ul className={styles.list} aria-label={t("Downloads")}>
            {downloads.map((download) => (
              <DownloadRow key={download.id} download={download} />
            ))}
          </ul>
        )}
        {models.isPending && <Skeleton style={{ height: 56 }} />}
        {models.isError && <ErrorBanner error={models.error} retry={() => void models.refetch()} />}
        {items.length > 0 && (
          <ul className={styles.list} aria-label={t("Models")}>
            {items.map((model) => (
              <ModelRow
                key={model.name}
                model={model}
                canManage={canManage}
                onRemove={() => setRemoving(model)}
              />
            ))}
          </ul>
        )}
        {models.isSuccess && items.length === 0 && downloads.length === 0 && (
          <EmptyState icon={Boxes}>
            {canManage
              ? t(
                  "No models yet. Type a repository above, or put files into the models folder and press Look again.",
                )
              : t("No models yet. An administrator can add some.")}
          </EmptyState>
        )}
        {space !== null && <Room space={space} />}
      </main>
      {removing !== null && <RemoveDialog model={removing} close={() => setRemoving(null)} />}
    </div>
  );
}
