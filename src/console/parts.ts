import type { App } from '../app.ts';
import type { CsrfTokens } from './access/csrf.ts';
import type { Sessions } from './access/sessions.ts';
import type { Throttle } from './access/throttle.ts';
import type { Messages } from './messages.ts';
import type { RunStarter } from './run-starter.ts';
import type { ConsoleSettings } from './settings.ts';

/** What every page works with. */
export interface ConsoleParts {
  readonly app: App;
  readonly settings: ConsoleSettings;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly csrf: CsrfTokens;
  readonly messages: Messages;
  readonly runs: RunStarter;
}
