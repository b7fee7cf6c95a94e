/** The last net: an error in drawing a page becomes a sentence and a way on, never a blank window. */
import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../ui/Button";
import { Mark } from "../ui/Mark";
import { TooltipProvider } from "../ui/Tooltip";
import styles from "./pages.module.css";

type Props = { children: ReactNode };
type State = { crashed: boolean };

export class CrashBoundary extends Component<Props, State> {
  override state: State = { crashed: false };

  static getDerivedStateFromError(): State {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <TooltipProvider>
        <main className={styles.column}>
          <div className={styles.message} role="alert">
            <Mark size={24} />
            <h1 className={styles.heading}>This page stopped working</h1>
            <p>What was saved is safe on the server. Reload to go on where you were.</p>
            <div className={styles.actions}>
              <Button kind="primary" onClick={() => location.reload()}>
                Reload
              </Button>
            </div>
          </div>
        </main>
      </TooltipProvider>
    );
  }
}
