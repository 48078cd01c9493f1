// How the page's one script and one style sheet are built.
// Not here: what they contain (src/) and the map's geometry (geometry/).
import { defineConfig, type Plugin } from "vite";
import { geometry } from "./geometry/plugin.ts";

// The licences of what ends up inside the bundle ask that their notice travels with it.
const NOTICE = `/*! Turnstone study page (Apache-2.0). Contains Apache ECharts (Apache-2.0, (c) The Apache Software Foundation), \
ZRender (BSD-3-Clause, (c) 2017 Baidu Inc.), tslib (0BSD, (c) Microsoft Corporation), d3-geo (ISC, (c) 2010-2024 Mike Bostock; \
MIT, (c) 2008-2012 Charles Karney), world-atlas (ISC, (c) 2013-2019 Michael Bostock) with Natural Earth data (public domain). */`;

/** The script is put inside a <script> element, and the style inside <style>: neither may contain what would end it. */
function inlineable(): Plugin {
  return {
    name: "turnstone-inlineable",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const text = file.type === "chunk" ? file.code : String(file.source);
        const bad = /<\/(script|style)|<!--|@import|url\(\s*["']?(?!data:|#|"\+|'\+)[a-z]+:/i.exec(text);
        if (bad) this.error(`${file.fileName} cannot be inlined: it contains "${bad[0]}"`);
      }
    },
  };
}

export default defineConfig({
  plugins: [geometry(), inlineable()],
  // ECharts drops its development messages when this is known at build time.
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    target: "es2022",
    lib: {
      entry: "src/main.ts",
      formats: ["iife"],
      name: "turnstoneStudyPage",
      fileName: () => "study.js",
      cssFileName: "study",
    },
    rollupOptions: { output: { postBanner: NOTICE } },
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: true,
  },
});
