/** Has the browser keep this client, so that a page can be loaded again while the server is away. */
import { basePath } from "../api/client";

/** By then the page shows what it was opened for, on a slow line too: this fetches all there is. */
const WAIT_MS = 4_000;

export function keepClient(): void {
  // Browsers have service workers only where the connection is secure, and on this machine.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker
      .register(`${basePath()}/sw.js`, { scope: `${basePath()}/`, updateViaCache: "none" })
      .catch((error: unknown) => console.warn("This client is not kept for offline use:", error));
  };
  setTimeout(register, WAIT_MS);
}
