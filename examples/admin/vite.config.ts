import { defineConfig } from 'vite';

/** Page and API have one origin, so that the server needs no `CORS_ORIGINS`; `vite preview` takes the same proxy. */
export default defineConfig({
  build: {
    chunkSizeWarningLimit: 2_000,
    // Material UI marks its modules for servers that render; there is none here.
    rolldownOptions: {
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  server: { proxy: { '/api': process.env.API_URL ?? 'http://127.0.0.1:3000' } },
});
