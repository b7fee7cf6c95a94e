/** Builds the peer's page out of the client's own dependencies: `node build.mjs WEB OUT`. */
import { pathToFileURL } from "node:url";

const [web, out] = process.argv.slice(2);
const { build } = await import(pathToFileURL(`${web}/node_modules/vite/dist/node/index.js`));

/** The page lies outside of `web`, where packages are looked for. */
const fromWeb = {
  name: "from-web",
  enforce: "pre",
  resolveId(id, importer) {
    const isPackage = /^[@a-z]/.test(id) && !importer?.includes("node_modules");
    return isPackage ? this.resolve(id, `${web}/src/main.tsx`, { skipSelf: true }) : null;
  },
};

await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: "error",
  base: "/peer/",
  plugins: [fromWeb],
  build: { outDir: out, emptyOutDir: true, target: "chrome123" },
});
