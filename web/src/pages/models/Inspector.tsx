/** What is in a model's files, from their headers: nothing is loaded for it. */
import { t, tn } from "../../i18n/i18n";
import { Skeleton } from "../../ui/States";
import { ErrorBanner } from "../ErrorBanner";
import { parameters } from "./amounts";
import { useInspection, type Inspection } from "./models";
import styles from "./ModelsPage.module.css";

type Part = { name: string; what: string };

function parts(read: Inspection): Part[] {
  if (read.form === "file")
    return read.groups.map(({ name, parameters: count }) => ({ name, what: parameters(count) }));
  return read.components
    .filter(({ files }) => files.length > 0)
    .map(({ name, files }) => {
      const count = files.reduce((sum, file) => sum + file.parameters, 0);
      return { name, what: [parameters(count), files[0]?.precision].filter(Boolean).join(" · ") };
    });
}

export function Inspector({ name }: { name: string }) {
  const read = useInspection(name);
  if (read.isPending) return <Skeleton style={{ height: 40 }} />;
  if (read.isError) return <ErrorBanner error={read.error} retry={() => void read.refetch()} />;
  const found = read.data;
  return (
    <>
      <dl className={styles.parts}>
        {parts(found).map((part) => (
          <div key={part.name}>
            <dt>{part.name}</dt>
            <dd>{part.what}</dd>
          </div>
        ))}
      </dl>
      {found.form === "file" && (
        <>
          <p className={styles.quiet}>{tn(found.count, "1 tensor", "{count} tensors")}</p>
          <pre className={styles.tensors} tabIndex={0} aria-label={t("Tensors")}>
            {[
              ...Object.entries(found.metadata).map(([key, value]) => `${key}: ${value}`),
              ...found.tensors.map(
                (each) => `${each.name} ${each.dtype} [${each.shape.join(", ")}]`,
              ),
            ].join("\n")}
          </pre>
        </>
      )}
    </>
  );
}
