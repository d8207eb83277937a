// The way in. Plain JavaScript, so that a Node.js which cannot run Lotse can still say so.
const NEEDED = 24;
const version = process.versions.node;

if (Number(version.split(".")[0]) < NEEDED) {
  console.error(
    `Lotse needs Node.js ${NEEDED} or newer; this is Node.js ${version}.\n` +
      "On Linux (x64, arm64) `npm install` brings its own: start Lotse through npm (`npm start`, `npm run lotse -- <command>`).\n" +
      "If you did, optional dependencies were left out: run `npm install --include=optional`. Elsewhere install Node.js 24 from https://nodejs.org.",
  );
  process.exit(1);
}
const { run } = await import("./cli.ts");
await run(process.argv.slice(2));
