/** Text as nobody writes it: any code points, half characters and control characters included. */
import fc from "fast-check";

export const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
    ),
    { maxLength: 60 },
  )
  .map((points) => String.fromCodePoint(...points));
