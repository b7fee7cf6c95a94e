/** What the layers of one canvas share, from the moment it is mounted until it goes. */
import { createContext, useContext } from "react";
import type { Session } from "../board/session";
import type { Ui } from "../board/ui";
import type { Box } from "../doc/edits";
import { createStore, type Store } from "../store/store";
import { Flow } from "./flow";
import { Layers } from "./layers";
import { Scene } from "./scene";

export type Stage = {
  readonly scene: Scene;
  readonly layers: Layers;
  readonly flow: Flow;
  /** The part of the canvas that is on the screen. */
  readonly seen: Store<Box>;
};

const StageContext = createContext<Stage | null>(null);

export const StageProvider = StageContext.Provider;

export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (!stage) throw new Error("useStage is for what is on the canvas");
  return stage;
}

export function createStage(session: Session): Stage {
  const scene = new Scene(session);
  const seen = createStore<Box>({ x: 0, y: 0, w: 0, h: 0 });
  const inView = (): string[] => {
    scene.refresh();
    return scene.within(seen.get()).map(({ id }) => id);
  };
  const layers = layersOf(session);
  layers.inView = inView;
  return { scene, layers, flow: new Flow(session, scene, layers), seen };
}

const known = new WeakMap<Ui, Layers>();

/** One for as long as the board is open: what is mounted stays so when another session takes over. */
function layersOf(session: Session): Layers {
  const before = known.get(session.ui);
  if (before) return before;
  const layers = new Layers(session, {
    now: () => performance.now(),
    nextFrame: (step) => requestAnimationFrame(step),
    later: (step, ms) => setTimeout(step, ms),
  });
  known.set(session.ui, layers);
  return layers;
}
