import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { path } from './parameter.ts';
import { withApp } from './with-app.ts';

export const metricsJob = defineJob({
  name: 'metrics',
  summary: 'Give the figures for monitoring, as OpenMetrics text',
  description:
    'To stdout, or whole into a file for node-exporter’s textfile collector. After each run, and every five minutes by `schedule`, the ' +
    'file of `metrics.file` is written by itself.',
  options: { out: path('FILE', 'write it there instead, replaced whole') },
  examples: [
    { command: 'metrics', explains: 'a look at the figures' },
    { command: 'metrics --out /var/lib/node_exporter/postausgang.prom', explains: 'from a timer' },
  ],
  run: ({ out }, context) =>
    withApp(context, async (app, { metricsText, writeMetrics }) => {
      if (out !== null) await writeMetrics(app, out);
      else {
        const text = await metricsText(app);
        context.answer({ text }, () => text.trimEnd());
      }
      return EXIT.completed;
    }),
});
