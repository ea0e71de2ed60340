// One HTML file with everything in it: what is opened from a disk or sent by mail can fetch nothing.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: {
    target: 'es2021',
    outDir: process.env.KVANT_PAGE_FOLDER ?? 'dist',
    emptyOutDir: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: { input: 'page.html' },
  },
});
