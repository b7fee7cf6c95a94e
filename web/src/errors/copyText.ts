/** Puts words on the clipboard and says whether it worked. */
import { t } from "../i18n/i18n";
import { toast } from "../ui/Toast";

export function copyText(text: string): void {
  write(text).then(
    () => toast(t("Copied.")),
    () => toast(t("The browser did not let it be copied."), { kind: "bad" }),
  );
}

/** Rejects also where there is no clipboard, as on a page that did not come over https. */
async function write(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
