// An unmodified y-websocket client, driven by JSON lines on standard input.
const readline = require("node:readline");
const Y = require("yjs");
const { WebsocketProvider } = require("y-websocket");
const WebSocket = require("ws");

const [url, board, token] = process.argv.slice(2);

class Authorised extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { Authorization: `Bearer ${token}` } });
  }
}

const doc = new Y.Doc();
const provider = new WebsocketProvider(`${url}/sync`, board, doc, {
  WebSocketPolyfill: Authorised,
});
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const closes = [];
provider.on("connection-close", (event) => closes.push(event?.code ?? null));

const commands = {
  add({ id, type, params }) {
    doc.transact(() => {
      const node = new Y.Map();
      node.set("type", type);
      node.set("position", { x: 0, y: 0 });
      node.set("params", new Y.Map(Object.entries(params ?? {})));
      node.set("inputs", new Y.Map());
      doc.getMap("nodes").set(id, node);
    });
    return true;
  },
  set({ id, name, value }) {
    doc.getMap("nodes").get(id).get("params").set(name, value);
    return true;
  },
  connect({ id, port, source }) {
    doc.getMap("nodes").get(id).get("inputs").set(port, source);
    return true;
  },
  nodes: () => doc.getMap("nodes").toJSON(),
  results: () => doc.getMap("results").toJSON(),
  people: () => [...provider.awareness.getStates().values()].map((s) => s.user?.name ?? null),
  presence({ fields }) {
    for (const [name, value] of Object.entries(fields)) provider.awareness.setLocalStateField(name, value);
    return true;
  },
  synced: () => provider.synced,
  closes: () => closes,
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { command, ...rest } = JSON.parse(line);
  say(commands[command](rest));
});
process.stdin.on("end", () => process.exit(0));
