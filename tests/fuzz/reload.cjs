// Loads documents in Yjs: a JSON line {state, document} in, a JSON line with what is wrong out, or null.
const readline = require("node:readline");
const Y = require("yjs");

// JSON has no 64-bit integers; Yjs reads them as BigInt.
const json = (given) =>
  JSON.stringify(given, (_, value) => (typeof value === "bigint" ? String(value) : value));

// What there is, whatever its order: numbers and the like stand for themselves.
const shape = (value) => {
  if (typeof value === "string") return [...value].sort().join("");
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(shape(item))).sort();
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return 0;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
};

const wrong = ({ state, document }) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Buffer.from(state, "base64"));
  if (doc.store.pendingStructs || doc.store.pendingDs) return "Yjs misses something";
  const again = new Y.Doc();
  Y.applyUpdate(again, Y.encodeStateAsUpdate(doc));
  for (const name of ["meta", "nodes", "results"]) {
    const [here, there] = [shape(doc.getMap(name).toJSON()), shape(document[name])].map((one) => json(one));
    if (here !== there) return `${name} reads ${here.slice(0, 400)} in Yjs, ${there.slice(0, 400)} in yrs`;
    const [once, twice] = [doc, again].map((one) => json(shape(one.getMap(name).toJSON())));
    if (once !== twice) return `${name} changed`;
  }
  return null;
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  try {
    answer = wrong(JSON.parse(line));
  } catch (error) {
    answer = `Yjs failed: ${error}`;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
