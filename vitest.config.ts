import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/models.ts"],
    setupFiles: ["test/setup/loopback-only.ts"],
    // Whole processes are started and killed in some tests; two cores are enough for two files at a time.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
