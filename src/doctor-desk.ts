import { bounceSubjects } from './bounce-desk.ts';
import { dkimSettings, mxSettings } from './config/mx-settings.ts';
import { openEmailRoute } from './email-route.ts';
import { examine, type Examination } from './operations/doctor/examine.ts';
import type { App } from './open-app.ts';

/** Looks at everything that a night needs; sends nothing, changes nothing. */
export async function doctor(app: App): Promise<Examination> {
  const { config } = app;
  const route = await openEmailRoute(config, app.ledger);
  try {
    return await examine({
      ...app,
      view: config.core.view,
      blockView: config.core.blockView,
      route,
      mx:
        config.email.route === 'mx'
          ? {
              options: mxSettings(config.email),
              dkim: dkimSettings(config.email),
              sender: config.email.sender.address,
            }
          : null,
      bounces: bounceSubjects(config),
      configFile: config.source.file,
      configWarnings: config.source.warnings.map(({ message }) => message),
      dataDir: config.dataDir,
      profile: config.print.profile,
    });
  } finally {
    await route.close();
  }
}
