import { expect, it } from "vitest";
import { formatBytes } from "./bytes";

it("writes bytes in decimal steps", () => {
  expect(["0", "812", "1000", "4234567", "1230000000", "9007199254740993000"].map(formatBytes)).toEqual([
    "0 bytes", "812 bytes", "1.0 kB", "4.2 MB", "1.2 GB", "9,007,199.3 TB",
  ]);
});
