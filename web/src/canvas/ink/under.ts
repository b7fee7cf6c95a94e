/** The item that an arrow's end at a place sticks to. Pure. */
import type { Point } from "../../doc/schema";
import { isInk, itemAt } from "../hit";
import type { Scene } from "../scene";

/** The topmost that is no line itself; a frame where it is held. */
export function itemUnder(scene: Pick<Scene, "within">, at: Point, zoom: number): string | null {
  const solid = {
    within: (area: Parameters<Scene["within"]>[0]) =>
      scene.within(area).filter((piece) => !isInk(piece)),
  };
  return itemAt(solid, at, zoom, () => "");
}
