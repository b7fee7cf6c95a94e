/** Where models come from: the way there for who may go it, the people to ask for everybody else. */
import { Boxes } from "lucide-react";
import { Link } from "wouter";
import { useMe } from "../api/queries";
import { t } from "../i18n/i18n";

export function AddModels({ className }: { className?: string | undefined }) {
  const isAdministrator = useMe().data?.role === "administrator";
  if (!isAdministrator) return <span>{t("An administrator can add one.")}</span>;
  return (
    <Link href="/models" {...(className === undefined ? {} : { className })}>
      <Boxes size={12} aria-hidden />
      {t("Add models")}
    </Link>
  );
}
