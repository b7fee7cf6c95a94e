/** What could not be read, with trying again where that may help. */
import { mayPass, sentence } from "../api/client";
import { t } from "../i18n/i18n";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";

export function ErrorBanner({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Banner
      kind="bad"
      action={mayPass(error) ? <Button onClick={retry}>{t("Try again")}</Button> : undefined}
    >
      {sentence(error)}
    </Banner>
  );
}
