/** What could not be read, with trying again where that may help. */
import { mayPass, sentence } from "../api/client";
import { Button } from "../ui/Button";
import { Banner } from "../ui/States";

export function ErrorBanner({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Banner
      kind="bad"
      action={mayPass(error) ? <Button onClick={retry}>Try again</Button> : undefined}
    >
      {sentence(error)}
    </Banner>
  );
}
