/** The first visit: whoever holds the printed link becomes the first administrator. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { request } from "../../api/client";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { Mark } from "../../ui/Mark";
import { useTitle } from "../../ui/useTitle";
import { PageError } from "../PageError";
import { PageFrame } from "../PageFrame";
import styles from "../pages.module.css";
import { SetupForm } from "./SetupForm";

function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.column}>
      <div className={styles.message}>
        <Mark size={24} />
        <h1 className={styles.heading}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export default function SetupPage() {
  useTitle(t("Set up"));
  const [search] = useSearchParams();
  const token = search.get("token") ?? "";
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: () => request<{ needed: boolean }>("GET", "/api/setup"),
  });
  if (setup.isPending) return <PageFrame />;
  if (setup.isError) return <PageError error={setup.error} retry={() => void setup.refetch()} />;
  if (!setup.data.needed) {
    return (
      <Message title={t("Atelier is already set up")}>
        <p>{t("This link has been used. Sign in, or ask an administrator to add you.")}</p>
        <div className={styles.actions}>
          <Link href="/sign-in" asChild>
            <Button kind="primary">{t("Sign in")}</Button>
          </Link>
        </div>
      </Message>
    );
  }
  if (token === "") {
    return (
      <Message title={t("The setup link is not complete")}>
        <p>{t("Open the whole link that the server printed in its log when it started.")}</p>
      </Message>
    );
  }
  return <SetupForm token={token} />;
}
