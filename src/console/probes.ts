import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assertMigrated } from '../app.ts';
import { isLoopback } from '../config/console-section.ts';
import { metricsText, readConditions } from '../night-watch.ts';
import { METRICS_CONTENT_TYPE } from '../operations/metrics/open-metrics.ts';
import type { ConsoleParts } from './parts.ts';

/** Figures and health for programs: by their token, or from this machine. */
export function probeRoutes(server: FastifyInstance, { app, settings }: ConsoleParts): void {
  const mayAsk = (request: FastifyRequest): boolean => {
    const { probeToken } = settings;
    if (probeToken === null) return isLoopback(request.ip.replace(/^::ffff:/, ''));
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return timingSafeEqual(digest(given), digest(probeToken.reveal()));
  };
  const guarded =
    (answer: (reply: FastifyReply) => Promise<FastifyReply>) =>
    (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | FastifyReply =>
      mayAsk(request)
        ? answer(reply)
        : reply.code(401).header('WWW-Authenticate', 'Bearer').send('unauthorized\n');

  server.get(
    '/metrics',
    guarded(async (reply) => reply.type(METRICS_CONTENT_TYPE).send(await metricsText(app))),
  );
  server.get(
    '/health/live',
    guarded(async (reply) => {
      await assertMigrated(app);
      return reply.send({ healthy: true });
    }),
  );
  server.get(
    '/health',
    guarded(async (reply) => {
      await assertMigrated(app);
      const critical = (await readConditions(app)).filter(({ severity }) => severity === 'critical');
      return reply.code(critical.length === 0 ? 200 : 503).send({ healthy: critical.length === 0, critical });
    }),
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
