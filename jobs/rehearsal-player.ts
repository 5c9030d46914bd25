import { play } from '../src/rehearsal/player/play.ts';

/** The command line in a process that `rehearse` lets fail: no job, and never started by anybody else. */
await play(async () => {
  const { runCli } = await import('./cli.ts');
  const { JOBS } = await import('./registry.ts');
  // What a night needs is loaded before the first order, so that each order begins alike.
  await import('../src/app.ts');
  return (argv, { stdout, stderr }) =>
    runCli(argv, JOBS, {
      env: process.env,
      cwd: process.cwd(),
      version: 'rehearsed',
      width: Infinity,
      signal: new AbortController().signal,
      stdout,
      stderr,
    });
});
