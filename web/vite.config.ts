/**
 * Builds the browser client into `dist`, and serves it in development.
 *
 * Addresses in the page are relative to its `<base href>`, which the server rewrites when Atelier
 * lives under a sub-path; nothing here may know where it will be mounted.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8000";

/** The server takes unsafe requests only from its own origin, so the proxy speaks as that origin. */
const toServer = { target: SERVER, changeOrigin: true, headers: { origin: SERVER } };

export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    target: ["chrome123", "firefox125", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
  },
});
