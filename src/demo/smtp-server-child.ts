import { startSmtpServer } from './smtp-server.ts';
import type { SmtpScript } from './smtp-script.ts';

/** Runs a scripted server for the process that forked this one: takes one script, answers with the port. */
process.once('message', (script) => {
  startSmtpServer(script as SmtpScript)
    .then((server) => process.send?.({ port: server.port }))
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    });
});
// The server lives exactly as long as its parent, however that one ends.
process.once('disconnect', () => process.exit());
