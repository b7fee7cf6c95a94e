/** The last net: an error in drawing a page becomes a sentence and a way on, never a blank window. */
import { Component, type ErrorInfo, type ReactNode } from "react";
import { copyReport, tell, type Failure } from "../errors/tell";
import { t } from "../i18n/i18n";
import { Button } from "../ui/Button";
import { Mark } from "../ui/Mark";
import styles from "./pages.module.css";

type Props = { children: ReactNode };
type State = { readonly failure: Failure | null };

export class CrashBoundary extends Component<Props, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { where: "page", error, components: "" } };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const failure = { where: "page", error, components: componentStack ?? "" };
    this.setState({ failure });
    tell(failure);
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return (
      <main className={styles.column}>
        <div className={styles.message} role="alert">
          <Mark size={24} />
          <h1 className={styles.heading}>{t("This page stopped working")}</h1>
          <p>
            {t(
              "What was saved is safe on the server, and what was not is kept in this browser. Reload to go on where you were.",
            )}
          </p>
          <div className={styles.actions}>
            <Button kind="primary" onClick={() => location.reload()}>
              {t("Reload")}
            </Button>
            <Button onClick={() => this.setState({ failure: null })}>{t("Try again")}</Button>
            <Button onClick={() => copyReport(failure)}>{t("Copy a report")}</Button>
          </div>
        </div>
      </main>
    );
  }
}
