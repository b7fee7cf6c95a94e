/** The pointer's place on the page while it is over the canvas: there is one pointer. */
import type { Point } from "../doc/schema";
import { createStore } from "../store/store";

export const pointerAt = createStore<Point | null>(null);
/** Where it went down last. */
export const pressedAt = createStore<Point>({ x: 0, y: 0 });
