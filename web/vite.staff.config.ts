// How the staff site's one script and one style sheet are built.
// Not here: the study page (vite.config.ts), and what they contain (src/staff.ts, src/styles/).
import { defineConfig } from "vite";

const NOTICE = "/*! Turnstone staff site (Apache-2.0). */";
// The licence of what ends up in the style sheet asks that its notice travels with it.
const STYLE_NOTICE =
  "/*! Turnstone staff site (Apache-2.0). Contains Tabler (MIT, (c) The Tabler Authors) and Bootstrap (MIT, (c) The Bootstrap Authors). */\n";

export default defineConfig({
  plugins: [
    {
      name: "turnstone-style-notice",
      enforce: "post",
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
          const text = String(file.source);
          // The pages allow no outside request: a sheet that would make one is refused here and not by the reader's browser.
          const bad = /@import|url\(\s*["']?(?!data:|#)[a-z]+:/i.exec(text);
          if (bad) this.error(`${file.fileName} asks for something outside: "${bad[0]}"`);
          file.source = STYLE_NOTICE + text;
        }
      },
    },
  ],
  css: { preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } } },
  build: {
    target: "es2022",
    // The study page is built into the same folder.
    emptyOutDir: false,
    lib: {
      entry: "src/staff.ts",
      formats: ["iife"],
      name: "turnstoneStaff",
      fileName: () => "staff.js",
      cssFileName: "staff",
    },
    rollupOptions: { output: { postBanner: NOTICE } },
    reportCompressedSize: true,
  },
});
