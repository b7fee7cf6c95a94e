/** Whether the person signs out: a session that ends by itself leaves their page as it is. */
import { createStore } from "../store/store";

export const leaving = createStore(false);
