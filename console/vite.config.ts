import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["OUTLAY_URL"] ?? "http://127.0.0.1:8787";

// The server sends `default-src 'self'; style-src 'self'`: nothing may be inlined, neither scripts nor styles nor data URLs.
export default defineConfig({
  plugins: [react()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs comes in few files: small ones compress badly, and each is a request.
          groups: [
            { name: "frame", test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|@tanstack[\\/](history|query-core|react-query|react-router|react-store|router-core|store))[\\/]/ },
            { name: "shared", test: /src[\\/](api|format|shell|ui)[\\/](?!chart|palette)/, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    // `npm run dev` against a running server; Host and Origin are the server's own, or it refuses changes.
    proxy: Object.fromEntries(
      ["/api", "/v1", "/meter", "/healthz", "/readyz"].map((path) => [
        path,
        { target: server, changeOrigin: true, headers: { origin: server } },
      ]),
    ),
  },
});
