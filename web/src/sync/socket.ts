/**
 * The socket of a board's line: the one that the page opened before this code was there, if it did,
 * else a new one. Shows every frame as it is sent.
 */

type Early = {
  readonly url: string;
  readonly socket: WebSocket;
  readonly messages: MessageEvent[];
};

const page = globalThis as { atelierSocket?: Early };

/** Nobody came for it: its board is not shown after all. */
const UNCLAIMED_MS = 20_000;

if (page.atelierSocket) setTimeout(() => takeEarly(""), UNCLAIMED_MS);

/** What y-websocket makes its sockets with. */
export function watchedSockets(onFrame: (frame: Uint8Array) => void): typeof WebSocket {
  const open = function (url: string): WebSocket {
    const early = takeEarly(url);
    const socket = early ?? new WebSocket(url);
    /** It has asked for all there is: what is known here need not be said. */
    let hasAsked = early !== null;
    const send = socket.send.bind(socket);
    socket.send = (frame) => {
      if (hasAsked && isQuestion(frame)) {
        hasAsked = false;
        return;
      }
      send(frame);
      if (frame instanceof Uint8Array) onFrame(frame);
    };
    return socket;
  };
  return open as unknown as typeof WebSocket;
}

/** What came meanwhile is told once somebody listens, in order and before anything else. */
function takeEarly(url: string): WebSocket | null {
  const early = page.atelierSocket;
  delete page.atelierSocket;
  if (!early) return null;
  const { socket, messages } = early;
  if (early.url !== url || socket.readyState > WebSocket.OPEN) {
    socket.close();
    return null;
  }
  const isOpen = socket.readyState === WebSocket.OPEN;
  const ask = socket.onopen;
  if (!isOpen && ask) socket.addEventListener("open", ask.bind(socket));
  queueMicrotask(() => {
    if (isOpen) socket.onopen?.(new Event("open"));
    for (const message of messages) socket.onmessage?.(message);
  });
  return socket;
}

/** Sync step 1. */
function isQuestion(frame: unknown): boolean {
  return frame instanceof Uint8Array && frame[0] === 0 && frame[1] === 0;
}
