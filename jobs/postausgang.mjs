#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=4
// The one entry point. It must be understood by every Node.js since 12, so that an old one is told what to do instead
// of failing at the first piece of syntax it does not know: no `?.`, no `??`, no top-level await, no imports above.
// A small young generation (MB) keeps a night's memory flat: of each letter nothing survives it, and without the flag V8
// lets 50 MB of such rubbish gather first. Two arenas for the C library: with one for each thread of the readers it keeps 25 MB
// that nobody uses.

const NEEDED = [24, 12];
const CONFIGURATION = 78;

const found = process.versions.node.split('.').map(Number);
const isOld = found[0] < NEEDED[0] || (found[0] === NEEDED[0] && found[1] < NEEDED[1]);

if (isOld) {
  complain([
    `found Node.js ${process.versions.node}, but ${NEEDED.join('.')} or newer is needed.`,
    'The right one is installed with the project. In the folder of the project:',
    '  npm ci                 installs everything, once',
    '  npx postausgang …      uses the right Node.js by itself',
    '  npm run demo           and so does every npm script',
  ]);
} else {
  // Stripping types takes a sixth of a second and 30 MB at each start. What was compiled is kept beside the libraries,
  // where only those who may change the program can write; Node's default, a folder in /tmp, is open to everybody on the
  // machine. Where nothing can be written, each start compiles anew.
  // What e-mails leave behind lives through the young generation, because they wait for their replies: V8 would let a
  // multiple of what is in use gather before it clears up. A third more bounds it.
  Promise.all([import('node:module'), import('node:url'), import('node:v8')])
    .then(([{ enableCompileCache }, { fileURLToPath }, { setFlagsFromString }]) => {
      setFlagsFromString('--heap-growing-percent=30');
      return enableCompileCache(
        fileURLToPath(new URL('../node_modules/.cache/postausgang', import.meta.url)),
      );
    })
    .then(() => import('./main.ts'))
    .then(({ main }) => main())
    .catch(explainFailedStart);
}

/** @param {unknown} error what kept the program from being loaded, or a defect in its outermost layer */
function explainFailedStart(error) {
  if (error instanceof Error && error.code === 'ERR_MODULE_NOT_FOUND' && /find package/.test(error.message)) {
    complain([
      'its libraries are not installed, or not all of them.',
      'In the folder of the project:',
      '  npm ci                 installs everything, once',
    ]);
    return;
  }
  throw error;
}

/** @param {string[]} lines */
function complain(lines) {
  process.stderr.write(`postausgang: ${lines.join('\n')}\n`);
  process.exitCode = CONFIGURATION;
}
