/**
 * Builds the browser client into `dist`, and serves it in development.
 *
 * Addresses in the page are relative to its `<base href>`, which the server rewrites when Atelier
 * lives under a sub-path; nothing here may know where it will be mounted.
 */
import react from "@vitejs/plugin-react";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";
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

/** Whatever these import is here before the board is: all files of the first load. */
function firstFiles(bundle: Rolldown.OutputBundle): Set<string> {
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
  return files;
}

/** Fails the build when the first load grows past its bound: all that is imported, compressed. */
function firstLoad(): Plugin {
  return {
    name: "first-load",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      let bytes = 0;
      for (const name of firstFiles(bundle)) {
        const file = bundle[name];
        bytes += gzipSync(file?.type === "chunk" ? file.code : (file?.source ?? "")).length;
      }
      const said = `first load: ${(bytes / 1024).toFixed(1)} KiB of ${FIRST_LOAD_KIB}`;
      this.info(said);
      if (bytes > FIRST_LOAD_KIB * 1024) this.error(said);
    },
  };
}

/** Has the page fetch a board's files beside its own, where it is at a board; see `index.html`. */
function boardFiles(): Plugin {
  return {
    name: "board-files",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) => {
        const files = bundle ? [...firstFiles(bundle)] : [];
        const later = files.filter((name) => !html.includes(name));
        return html.replace("__BOARD_FILES__", later.sort().join(" "));
      },
    },
  };
}

const COMPRESSED = /\.(js|css|svg|md)$/;

/** Leaves each file compressed beside it, so that the server need not do it for every browser. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir = "dist" }, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => COMPRESSED.test(fileName));
      const write = async (file: (typeof files)[number]): Promise<void> => {
        const bytes = Buffer.from(file.type === "chunk" ? file.code : file.source);
        const name = join(dir, file.fileName);
        await writeFile(`${name}.br`, await promisify(brotliCompress)(bytes));
        await writeFile(`${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      };
      await Promise.all(files.map(write));
    },
  };
}

/** Packages that only name what they are made of: one who imports them needs little of it. */
const BARREL = /\/(lucide-react|radix-ui)\/dist\/(esm\/lucide-react|index)\.m?js$/;
/** Each of them would be a file of its own. */
const ICONS = { name: "icons", test: /\/lucide-react\//, minShareCount: 2, priority: 4 };

/** What a module needs before it runs, and it. */
function needsOf(root: string, modules: Rolldown.ChunkingContext): Set<string> {
  const needs = new Set<string>();
  const left = [join(import.meta.dirname, "src", root)];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (needs.has(id) || BARREL.test(id)) continue;
    needs.add(id);
    left.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return needs;
}

let files: Map<string, string> | null = null;

/**
 * What every page needs, and a board besides, comes in three files: each file is a request of its
 * own. The third is what a board shares with another page, which is not to fetch the board for it.
 */
function fileOf(module: string, ctx: Rolldown.ChunkingContext): string | null {
  if (!files) {
    files = new Map();
    for (const id of needsOf("board/BoardPage.tsx", ctx)) files.set(id, "board");
    for (const page of ["boards/BoardsPage.tsx", "people/PeoplePage.tsx", "sign-in/SignInPage.tsx"])
      for (const id of needsOf(`pages/${page}`, ctx)) if (files.has(id)) files.set(id, "page");
    for (const id of needsOf("main.tsx", ctx)) files.set(id, "start");
  }
  // These are what is asked for, and stay what they are.
  return FIRST.test(module) ? null : (files.get(module) ?? null);
}

/** The most needed first: a file takes along what its modules need and no file before it has. */
function only(file: string, priority: number): Rolldown.CodeSplittingGroup {
  return { name: (module, ctx) => (fileOf(module, ctx) === file ? file : null), priority };
}

export default defineConfig({
  base: "./",
  plugins: [react(), serviceWorker(), boardFiles(), firstLoad(), compressed()],
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        codeSplitting: { groups: [only("start", 3), only("page", 2), only("board", 1), ICONS] },
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
