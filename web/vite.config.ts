// Two HTML files with everything in them: what is opened from a disk or sent by mail can fetch nothing.
// `vite build` makes the page of `kvant report` and `kvant cloud`, `vite build --mode studio` Studio.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = process.env.KVANT_PAGE_FOLDER ?? 'dist';

/** Puts the engine and the demo's picture into Studio, and the hash of its script into its Content-Security-Policy. */
function fillStudio(): Plugin {
  return {
    name: 'fill-studio',
    closeBundle() {
      const page = resolve(root, outDir, 'studio.html');
      const engine = process.env.KVANT_ENGINE;
      if (!engine) throw new Error('KVANT_ENGINE names no engine: scripts/studio.sh builds it');
      const put = (html: string, place: string, text: string): string => {
        if (html.split(place).length !== 2) throw new Error(`studio.html should have "${place}" once`);
        return html.replace(place, () => text);
      };
      let html = readFileSync(page, 'utf8');
      const scripts = [...html.matchAll(/<script type="module"[^>]*>([\s\S]*?)<\/script>/g)];
      const hashes = scripts.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
      html = put(html, "'the hashes go here'", hashes.join(' '));
      html = put(html, 'the demo goes here', readFileSync(resolve(root, '../examples/chelsea.png')).toString('base64'));
      html = put(html, 'the engine goes here', gzipSync(readFileSync(engine), { level: 9 }).toString('base64'));
      writeFileSync(page, html);
    },
  };
}

export default defineConfig(({ mode }) => ({
  root,
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), ...(mode === 'studio' ? [fillStudio()] : [])],
  build: {
    target: 'es2021',
    outDir,
    emptyOutDir: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: mode === 'studio' ? 'studio.html' : 'page.html' },
  },
}));
