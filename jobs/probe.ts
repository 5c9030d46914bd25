import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderTable } from './output.ts';
import { mailDomain, several } from './parameter.ts';
import { withApp } from './with-app.ts';

const IN_WORDS = { tls: 'encrypted', 'no tls': 'no encryption', unknown: 'not known' } as const;

export const probeJob = defineJob({
  name: 'probe',
  summary: 'Look whether the mail servers of domains can take encrypted mail, without sending anything',
  description:
    'Looks up the servers, connects, shakes hands and says good-bye before MAIL FROM: version, certificate, MTA-STS and DANE as a ' +
    'message would meet them. What is proven goes into the record of the domain, and takes a mark "no TLS" away, so that its ' +
    'documents may go by e-mail again (S3); a look never makes such a mark. Needs the DNS and a way out to port 25, with route ' +
    '`relay` too. Exit 0: all can; 1: at least one cannot, or could not be asked.',
  operands: { domains: several(mailDomain('domain', 'such as `example.org`')) },
  json: true,
  examples: [
    { command: 'probe gmx.de web.de t-online.de', explains: 'can they take encrypted mail right now?' },
    { command: 'probe --json example.org', explains: 'for monitoring' },
  ],
  run: ({ domains }, context) =>
    withApp(context, async (app, { probe }) => {
      const probes = await probe(app, domains, context.signal);
      context.answer({ domains: probes }, () =>
        renderTable(
          probes,
          [
            { header: 'Domain', value: ({ domain }) => domain },
            { header: 'Finding', value: ({ verdict }) => IN_WORDS[verdict] },
            { header: 'Server', value: ({ host }) => host },
            {
              header: 'Proven',
              value: ({ protocol, level }) => [protocol, level].filter((part) => part !== null).join(', '),
            },
            { header: 'Certificate until', value: (row) => row.certificateValidUntil?.slice(0, 10) ?? '' },
            { header: 'By post until', value: ({ record }) => record?.noTlsUntil?.slice(0, 10) ?? '' },
            { header: 'Why', value: ({ reason }) => reason ?? '' },
          ],
          context.width,
        ),
      );
      return probes.length === domains.length && probes.every(({ verdict }) => verdict === 'tls')
        ? EXIT.completed
        : EXIT.failed;
    }),
});
