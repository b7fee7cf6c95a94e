/**
 * What stands for a page while its code or the person's session is on the way: the empty wall, and on
 * a board the places of what floats over it. `index.html` has the same, for before there is any code.
 */
import { t } from "../i18n/i18n";
import { Mark } from "../ui/Mark";
import "./shell.css";

export function PageFrame({ board = false }: { board?: boolean }) {
  return (
    <main className="shell" aria-busy>
      {board && (
        <>
          <div className="shell-bar">
            <Mark />
            {t("Opening the board…")}
          </div>
          <div className="shell-tools" />
          <div className="shell-zoom" />
        </>
      )}
    </main>
  );
}
