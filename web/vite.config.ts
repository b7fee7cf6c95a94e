/**
 * Builds the browser client into `dist`, and serves it in development.
 *
 * Addresses in the page are relative to its `<base href>`, which the server rewrites when Atelier
 * lives under a sub-path; nothing here may know where it will be mounted.
 */
import react from "@vitejs/plugin-react";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8000";

/** The server takes unsafe requests only from its own origin, so the proxy speaks as that origin. */
const toServer = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } };

/** Tells the service worker which files this build is made of; see `src/worker/sw.ts`. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the build has no service worker");
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith("assets/"))
        .sort();
      const names = files.join(" ");
      const build = createHash("sha256").update(names).digest("hex").slice(0, 12);
      worker.code = worker.code.replace("__FILES__", names).replace("__BUILD__", build);
    },
  };
}

/** What a browser needs before a board can be used; panels are loaded after it. */
const FIRST_LOAD_KIB = 290;
const FIRST = /\/src\/(main\.tsx|board\/BoardPage\.tsx)$|\/index\.html$/;

/** Fails the build when the first load grows past its bound: all that is imported, compressed. */
function firstLoad(): Plugin {
  return {
    name: "first-load",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const left = chunks.filter(({ facadeModuleId }) => FIRST.test(facadeModuleId ?? ""));
      if (left.length < 2) throw new Error("the build has no page or no board");
      const files = new Set<string>();
      for (let chunk = left.pop(); chunk; chunk = left.pop()) {
        if (files.has(chunk.fileName)) continue;
        files.add(chunk.fileName);
        chunk.viteMetadata?.importedCss.forEach((css) => files.add(css));
        const { imports } = chunk;
        left.push(...chunks.filter(({ fileName }) => imports.includes(fileName)));
      }
      let bytes = 0;
      for (const name of files) {
        const file = bundle[name];
        bytes += gzipSync(file?.type === "chunk" ? file.code : (file?.source ?? "")).length;
      }
      const said = `first load: ${(bytes / 1024).toFixed(1)} KiB of ${FIRST_LOAD_KIB}`;
      this.info(said);
      if (bytes > FIRST_LOAD_KIB * 1024) this.error(said);
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [react(), serviceWorker(), firstLoad()],
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
    license: { fileName: "licenses.md" },
  },
  server: {
    proxy: {
      "/api": toServer,
      "/sync": { ...toServer, ws: true },
    },
  },
  test: {
    environment: "node",
    css: true,
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 60_000, // of a machine that has other work; a test that hangs still ends
  },
});
