import type { EmailFigures } from '../email/run.ts';
import { count, megabytes, percent, times } from '../page/numbers.ts';
import { runBench } from '../page/run-bench.ts';
import type { Section } from '../page/section.ts';

const LEAST_TIMES = 4;
const LEAST_SHARE = 0.9;
const MOST_GROWTH = 64e6;

export const emailSection: Section = {
  name: 'email',
  title: 'E-mail path',
  about:
    'Messages with a PDF of 100 KB over TLS to a server in a process of its own. The peer is nodemailer’s pool, which composes and sends; ours also hashes each message and flushes the journal before and after its body.',
  measure: async ({ quick }) => {
    const args = quick
      ? ['--rounds', '1', '--messages', '300', '--memory', '500', '--connections', '20']
      : ['--full'];
    const figures = await runBench<EmailFigures>('email/run.ts', args);
    const { throughput, latency, memory } = figures;
    const least = Math.min(...throughput.map(({ ours, pool }) => ours / pool));
    const share = Math.min(...latency.map(({ ours, most }) => ours / most));
    const growth = memory === null ? null : memory.highest - memory.first;
    return {
      tables: [
        {
          title: 'Messages per CPU second of the sending process, without latency, medians',
          columns: ['connections', 'nodemailer pool', 'ours without journal', 'ours', 'ours / pool'],
          rows: throughput.map(({ connections, pool, withoutJournal, ours }) => [
            String(connections),
            count(pool),
            count(withoutJournal),
            count(ours),
            times(ours / pool),
          ]),
        },
        {
          title: 'Messages a second when the reply after the dot takes 150 ms',
          columns: ['connections', 'most possible', 'nodemailer pool', 'ours', 'ours, share of the most'],
          rows: latency.map(({ connections, most, pool, ours }) => [
            String(connections),
            most.toFixed(1),
            pool.toFixed(1),
            ours.toFixed(1),
            percent(ours / most),
          ]),
        },
      ],
      goals: [
        {
          goal: `CPU: at least ${LEAST_TIMES}× as many messages as nodemailer’s pool, at any number of connections`,
          got: times(least),
          reached: least >= LEAST_TIMES,
        },
        {
          goal: 'under latency: at least 90 % of what the connections allow',
          got: percent(share),
          reached: share >= LEAST_SHARE,
        },
        {
          goal: 'memory flat over all messages (64 MB)',
          got: growth === null ? '' : `${megabytes(growth)} over ${count(memory?.messages ?? 0)} messages`,
          reached: growth === null ? null : growth <= MOST_GROWTH,
        },
      ],
      figures,
    };
  },
};
