/** The open board for the components that draw it, and their subscriptions to single items. */
import {
  createContext,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { NodeItem, ResultItem } from "../doc/schema";
import type { Job } from "../api/types";
import type { Topic } from "../doc/projection";
import type { PersonOnBoard, Progress } from "../presence/peers";
import { portOf } from "../doc/schema";
import { useStore } from "../store/use";
import type { Session } from "./session";

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession is for components inside a board");
  return session;
}

function useView<T>(topic: Topic, read: (session: Session) => T): T {
  const session = useSession();
  const subscribe = useCallback(
    (listener: () => void) => session.view.subscribe(topic, listener),
    [session, topic],
  );
  return useSyncExternalStore(subscribe, () => read(session));
}

/** Whether the board has been drawn, for what may come after it: a little at a time. */
export function useDrawn(): boolean {
  const { drawn } = useSession().ui;
  const [isDrawn, setDrawn] = useState(drawn.get);
  useEffect(() => {
    const look = (): void => startTransition(() => setDrawn(drawn.get()));
    look();
    return drawn.subscribe(look);
  }, [drawn]);
  return isDrawn;
}

export function useNode(id: string): NodeItem | undefined {
  return useView(`node:${id}`, ({ view }) => view.node(id));
}

/** The ports of an item that something on the board feeds. */
export function useFed({ inputs }: NodeItem): ReadonlySet<string> {
  const { view } = useSession();
  const entries = Object.entries(inputs);
  const sources = [...new Set(entries.map(([, { node }]) => node))].join();
  const subscribe = useCallback(
    (listener: () => void) => {
      const ids = sources === "" ? [] : sources.split(",");
      const stops = ids.map((id) => view.subscribe(`node:${id}`, listener));
      return () => stops.forEach((stop) => stop());
    },
    [view, sources],
  );
  const fed = useSyncExternalStore(subscribe, () =>
    entries
      .filter(([, { node }]) => view.node(node) !== undefined)
      .map(([key]) => portOf(key))
      .join(),
  );
  return useMemo(() => new Set(fed.split(",")), [fed]);
}

export function useResult(id: string): ResultItem | undefined {
  return useView(`result:${id}`, ({ view }) => view.result(id));
}

export function useNodeCount(): number {
  return useView("order", ({ view }) => view.order.length);
}

export function useHiddenCount(): number {
  return useView("all", ({ view }) => view.all().filter(({ hidden }) => hidden).length);
}

/** How many nodes wait to be run. */
export function useIdleCount(): number {
  return useView("work", ({ view }) => view.work.idle.size);
}

export function usePaused(): boolean {
  const { jobs } = useSession();
  const said = useView("meta", ({ view }) => view.paused);
  return useStore(jobs.pausing) ?? said;
}

/** The job that is to give a node its result, while there is one. */
export function useJob(id: string): Job | null {
  const { jobs } = useSession();
  const subscribe = useCallback((listener: () => void) => jobs.subscribe(id, listener), [jobs, id]);
  return useSyncExternalStore(subscribe, () => jobs.of(id));
}

export function useHolders(id: string): readonly PersonOnBoard[] {
  const { presence } = useSession();
  const subscribe = useCallback(
    (listener: () => void) => presence.subscribe(`selection:${id}`, listener),
    [presence, id],
  );
  return useSyncExternalStore(subscribe, () => presence.holdersOf(id));
}

export function useProgress(id: string): Progress | null {
  const { presence } = useSession();
  const subscribe = useCallback(
    (listener: () => void) => presence.subscribe(`progress:${id}`, listener),
    [presence, id],
  );
  return useSyncExternalStore(subscribe, () => presence.progressOf(id));
}
