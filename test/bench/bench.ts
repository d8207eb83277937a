/**
 * `npm run bench`: how fast and how large. `npm run bench -- bank`: how right. Prints figures and ratios to a peer that runs
 * beside it on the same messages; machines differ, ratios less so.
 */
import { benchBank } from "./bank.ts";
import { benchSpeed } from "./speed.ts";

const [what = "speed"] = process.argv.slice(2);
if (what === "speed") await benchSpeed();
else if (what === "bank") benchBank();
else {
  console.error(`There is no bench "${what}": speed or bank.`);
  process.exitCode = 2;
}
