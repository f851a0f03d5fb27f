import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server sends `default-src 'self'; style-src 'self'`: nothing may be inlined, neither scripts nor styles nor data URLs.
export default defineConfig({
  plugins: [react()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
  },
  server: {
    // `npm run dev` against a running server; the Host header stays the server's own.
    proxy: Object.fromEntries(
      ["/api", "/v1", "/meter", "/healthz", "/readyz"].map((path) => [
        path,
        { target: process.env["OUTLAY_URL"] ?? "http://127.0.0.1:8787", changeOrigin: true },
      ]),
    ),
  },
});
