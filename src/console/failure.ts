import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { PostausgangError } from '../domain/errors.ts';
import type { Logger } from '../log/logger.ts';
import { ForbiddenError, FormError } from './errors.ts';
import { english } from './html/components.ts';
import { html, type Content } from './html/html.ts';
import { bare, type Frame } from './layout.ts';

const STATUS: Readonly<Record<string, number>> = {
  USAGE: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  REFUSED: 409,
  LEASE_LOST: 409,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Das wurde nicht verstanden',
  403: 'Nicht erlaubt',
  404: 'Das gibt es hier nicht',
  409: 'Abgelehnt: Es wurde nichts geändert',
};

/** Tells what went wrong. Our own errors speak for themselves; of any other only the log says more (L8). */
export function failurePage(
  frame: Frame,
  logger: Logger,
): (error: FastifyError | PostausgangError, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const ours = error instanceof PostausgangError;
    const status = ours
      ? (STATUS[error.code] ?? 500)
      : error.statusCode !== undefined && error.statusCode < 500
        ? error.statusCode
        : 500;
    if (status >= 500)
      logger.error('console.failed', { route: request.routeOptions.url ?? 'unknown' }, error);
    const title = TITLES[status] ?? (status < 500 ? 'Das wurde nicht verstanden' : 'Das ging schief');
    const content = html`<section class="card refusal-page">
      <h1>${title}</h1>
      <p role="alert">${wordsOf(error, status)}</p>
      <p><a class="button" href="${backOf(request)}">Zurück</a> <a href="/">Zur Übersicht</a></p>
    </section>`;
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(bare(frame, title, content).toString());
  };
}

function wordsOf(error: Error, status: number): Content {
  if (error instanceof ForbiddenError || error instanceof FormError) return error.message;
  if (error instanceof PostausgangError) return english(error.message);
  return status < 500
    ? 'Die Anfrage war nicht so, wie diese Seite sie stellt.'
    : 'Ein unerwarteter Fehler. Einzelheiten stehen im Log.';
}

/** The page that a form stood on, by our own naming: `/print-files/7/release` stands on `/print-files/7`. */
function backOf({ method, url }: FastifyRequest): string {
  const path = url.split('?', 1)[0] ?? '/';
  if (method !== 'POST') return '/';
  const back = path.slice(0, path.lastIndexOf('/'));
  return back === '' || back.startsWith('//') ? '/' : back;
}
