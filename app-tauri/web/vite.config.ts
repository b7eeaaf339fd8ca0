import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  // The text catalogue is the core's.
  server: { fs: { allow: ['.', '../../core/domain/texts'] } },
  build: {
    // WebKitGTK of Debian 12 and WebView2 of today
    target: ['safari16', 'chrome110'],
    // Everything is a file of its own: the policy of the pages knows no data: scripts and no inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  // vitest must take Svelte's browser build, not the one for servers
  ...(process.env.VITEST ? { resolve: { conditions: ['browser'] } } : {}),
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
})
