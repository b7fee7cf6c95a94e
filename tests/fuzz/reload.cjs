// Loads documents in Yjs: a JSON line {state, keys} in, a JSON line with what is wrong out, or null.
const readline = require("node:readline");
const Y = require("yjs");

// JSON has no 64-bit integers; Yjs reads them as BigInt.
const json = (map) =>
  JSON.stringify(map, (_, value) => (typeof value === "bigint" ? String(value) : value));

const wrong = ({ state, keys }) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Buffer.from(state, "base64"));
  if (doc.store.pendingStructs || doc.store.pendingDs) return "Yjs misses something";
  const again = new Y.Doc();
  Y.applyUpdate(again, Y.encodeStateAsUpdate(doc));
  for (const name of ["meta", "nodes", "results"]) {
    const has = [...doc.getMap(name).keys()].sort();
    if (JSON.stringify(has) !== JSON.stringify(keys[name])) return `${name} has other keys in Yjs: ${has}`;
    if (json(doc.getMap(name)) !== json(again.getMap(name))) return `${name} changed`;
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
