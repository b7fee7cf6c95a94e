/**
 * Keeps an error where it happened: what is inside is replaced by a sentence, trying again, and a
 * report to copy, which is also sent to the server's log. Everything around it goes on.
 */
import {
  Component,
  lazy,
  Suspense,
  type CSSProperties,
  type ErrorInfo,
  type ReactNode,
} from "react";
import { t } from "../i18n/i18n";
import { askAnew } from "./lazyPart";
import { tell, type Failure } from "./tell";

/** What is said is fetched when it must be; where it cannot be, a bare sentence stands in. */
const Broken = lazy(() => import("./Broken").catch(() => ({ default: Bare })));

export type GuardProps = {
  /** What it is, for the log: "item note", "panel inspector". */
  where: string;
  /** How much room there is to say so; `nothing` where there is none. */
  as: "item" | "panel" | "nothing";
  /** With another one it is tried again by itself. */
  about?: unknown;
  children: ReactNode;
};

export type BrokenProps = { failure: Failure; as: GuardProps["as"]; again: () => void };

type State = { readonly failure: Failure | null };

export class Guard extends Component<GuardProps, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { where: "", error, components: "" } };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const failure = { where: this.props.where, error, components: componentStack ?? "" };
    this.setState({ failure });
    tell(failure);
  }

  override componentDidUpdate(before: GuardProps): void {
    if (this.state.failure && before.about !== this.props.about) this.again();
  }

  private readonly again = (): void => {
    askAnew();
    this.setState({ failure: null });
  };

  override render(): ReactNode {
    const { failure } = this.state;
    const { as, children } = this.props;
    if (!failure) return children;
    if (as === "nothing") return null;
    return (
      <Suspense>
        <Broken failure={failure} as={as} again={this.again} />
      </Suspense>
    );
  }
}

/** A panel's place is over the board, wherever in the page it is. */
const SEEN: CSSProperties = { position: "fixed", top: 68, right: 12, zIndex: "var(--z-toast)" };

function Bare({ as, again }: BrokenProps) {
  return (
    <button type="button" style={as === "panel" ? SEEN : undefined} onClick={again}>
      {t("This stopped working. Try again")}
    </button>
  );
}
