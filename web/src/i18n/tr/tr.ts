/** Turkish, whole: a chunk of its own, fetched only by those who read it; see `docs/extend.md`. */
import { servedIn } from "../served";
import client from "./client.json";
import server from "./server.json";

export const texts = client;
export const served = servedIn("tr", server);
