// Real editing in Yjs, as the server would receive it: node sessions.cjs SEED COUNT
// A JSON line per session: {seed, updates: [base64…], document}, the latter as Yjs merges them. Three people type, move, connect, delete and
// undo; they go offline and come back with one state diff, as a provider sends it.
const Y = require("yjs");

const [first, count] = process.argv.slice(2).map(Number);

function random(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const WORDS = ["a", "b", " ", "é", "😀", "word ", "👨‍👩‍👧", "\n", "漢字"];

function session(seed) {
  const pick = random(seed * 7919 + 1);
  const server = new Y.Doc();
  const updates = [];
  const receive = (update) => {
    updates.push(Buffer.from(update).toString("base64"));
    Y.applyUpdate(server, update, "server");
  };
  const people = [0, 1, 2].map((number) => {
    const doc = new Y.Doc();
    doc.clientID = 1_000_000_000 + ((seed * 31 + number * 977) % 3_000_000_000);
    const person = { doc, online: true };
    person.undo = new Y.UndoManager(doc.getMap("nodes"), { captureTimeout: pick(2) * 500 });
    doc.on("update", (update, origin) => {
      if (origin === "remote" || !person.online) return;
      receive(update);
      for (const other of people) {
        if (other !== person && other.online) Y.applyUpdate(other.doc, update, "remote");
      }
    });
    return person;
  });
  const comeBack = (person) => {
    person.online = true;
    receive(Y.encodeStateAsUpdate(person.doc, Y.encodeStateVector(server)));
    Y.applyUpdate(person.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(person.doc)), "remote");
    for (const other of people) {
      if (other.online && other !== person) {
        Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(other.doc)), "remote");
      }
    }
  };
  for (let step = 0; step < 150; step++) act(people[pick(3)], pick, comeBack);
  for (const person of people) if (!person.online) comeBack(person);
  return { seed, updates, document: { nodes: server.getMap("nodes").toJSON() } };
}

function act(person, pick, comeBack) {
  const { doc } = person;
  const nodes = doc.getMap("nodes");
  const ids = [...nodes.keys()];
  const node = ids.length ? nodes.get(ids[pick(ids.length)]) : null;
  const params = node?.get("params");
  const text = params?.get("text");
  switch (pick(14)) {
    case 0:
      return add(doc, nodes, pick);
    case 1:
    case 2:
    case 3:
    case 4:
      if (text) return typeInto(text, pick);
      return add(doc, nodes, pick);
    case 5:
      return text && strike(text, pick);
    case 6:
    case 7:
      return node?.set("position", { x: pick(2000) / 2, y: -pick(1000) });
    case 8:
      return params?.set("radius", pick(2) ? pick(100) : { deep: [pick(9), null, true, "x"] });
    case 9:
      return node?.get("inputs").set("image", { node: ids[0], port: "image" });
    case 10:
      if (ids.length > 3) nodes.delete(ids[pick(ids.length)]);
      return;
    case 11:
      return pick(3) ? void person.undo.undo() : void person.undo.redo();
    case 12:
      if (person.online && pick(2)) person.online = false;
      else if (!person.online) comeBack(person);
      return;
    default:
      return doc.transact(() => {
        for (const id of ids.slice(0, 4)) nodes.get(id).set("position", { x: pick(500), y: pick(500) });
      });
  }
}

function add(doc, nodes, pick) {
  doc.transact(() => {
    const node = new Y.Map();
    node.set("type", "note");
    node.set("position", { x: pick(1000), y: pick(1000) });
    const params = new Y.Map();
    params.set("text", new Y.Text(WORDS[pick(WORDS.length)]));
    node.set("params", params);
    node.set("inputs", new Y.Map());
    nodes.set(`n${pick(1e6)}`, node);
  });
}

// Never in the middle of a character: a browser's text field does not go there either.
function boundariesOf(text) {
  const found = [0];
  for (const character of text.toString()) found.push(found.at(-1) + character.length);
  return found;
}

function strike(text, pick) {
  const boundaries = boundariesOf(text);
  const from = pick(boundaries.length);
  const to = Math.min(boundaries.length - 1, from + 1 + pick(3));
  text.delete(boundaries[from], boundaries[to] - boundaries[from]);
}

function typeInto(text, pick) {
  const boundaries = boundariesOf(text);
  let at = boundaries[pick(boundaries.length)];
  for (let count = 1 + pick(4); count > 0; count--) {
    const word = WORDS[pick(WORDS.length)];
    text.insert(at, word);
    at += word.length;
  }
}

for (let seed = first; seed < first + count; seed++) process.stdout.write(`${JSON.stringify(session(seed))}\n`);
