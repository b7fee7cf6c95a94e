/** Whether somebody can see the page. */
import type { Store } from "../store/store";

export const pageVisible: Pick<Store<boolean>, "get" | "subscribe"> = {
  get: () => document.visibilityState === "visible",
  subscribe: (listener) => {
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  },
};
