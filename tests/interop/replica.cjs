// Real Yjs replicas with unmodified y-websocket clients, driven by JSON lines on standard input.
// node replica.cjs URL BOARD TOKEN COUNT SEED
const readline = require("node:readline");
const Y = require("yjs");
const { WebsocketProvider } = require("y-websocket");
const WebSocket = require("ws");

const [url, board, token, count, seed] = process.argv.slice(2);

class Authorised extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { Authorization: `Bearer ${token}` } });
  }
}

const replicas = Array.from({ length: Number(count) }, () => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${url}/sync`, board, doc, {
    WebSocketPolyfill: Authorised,
    disableBc: true,
    maxBackoffTime: 200,
  });
  return { doc, provider, undo: new Y.UndoManager(doc.getMap("nodes"), { captureTimeout: 0 }) };
});

let state = Number(seed) >>> 0 || 1;
function pick(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

function act({ doc, provider, undo }) {
  const nodes = doc.getMap("nodes");
  const ids = [...nodes.keys()].sort();
  const node = ids.length ? nodes.get(ids[pick(ids.length)]) : undefined;
  const text = node?.get("params")?.get("text");
  switch (pick(12)) {
    case 0:
    case 1:
      return void add(doc, nodes, `n${pick(12)}`);
    case 2:
    case 3:
    case 4:
      return void text?.insert(text.length ? pick(2) * text.length : 0, ["a", "é", "😀", "word "][pick(4)]);
    case 5:
      if (ids.length > 2) nodes.delete(ids[pick(ids.length)]);
      return;
    case 6:
    case 7:
      return void node?.set("position", { x: pick(1000), y: pick(1000) });
    case 8:
      return void undo.undo();
    case 9:
      return void undo.redo();
    case 10:
      return provider.shouldConnect ? provider.disconnect() : provider.connect();
    default:
      return void node?.get("params")?.set("radius", pick(100));
  }
}

function add(doc, nodes, id) {
  doc.transact(() => {
    const node = new Y.Map();
    node.set("type", "note");
    node.set("position", { x: 0, y: 0 });
    node.set("params", new Y.Map([["text", new Y.Text("text")]]));
    node.set("inputs", new Y.Map());
    nodes.set(id, node);
  });
}

const commands = {
  act({ steps }) {
    for (let step = 0; step < steps; step++) act(replicas[pick(replicas.length)]);
    return true;
  },
  connect() {
    for (const { provider } of replicas) provider.connect();
    return true;
  },
  documents: () =>
    replicas.map(({ doc, provider }) => ({ synced: provider.synced, nodes: doc.getMap("nodes").toJSON() })),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { command, ...rest } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(commands[command](rest))}\n`);
});
process.stdin.on("end", () => process.exit(0));
