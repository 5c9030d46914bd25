import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isForeign } from './access/csrf.ts';
import { cookieName } from './access/identify.ts';
import { verifyPassword } from './access/password.ts';
import { keysOf } from './access/throttle.ts';
import { auditAction } from './audit.ts';
import { bodyOf } from './body.ts';
import { ForbiddenError } from './errors.ts';
import { field } from './html/form.ts';
import { html } from './html/html.ts';
import { bare, type Frame } from './layout.ts';
import type { ConsoleParts } from './parts.ts';

const COOKIE = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

/** Login and logout. Where a proxy vouches for people there is neither. */
export function loginRoutes(server: FastifyInstance, parts: ConsoleParts, frame: Frame): void {
  const { settings, csrf, sessions, throttle, app } = parts;
  const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https';
  const preName = (request: FastifyRequest): string => `${cookieName(request)}-form`;

  const show = (request: FastifyRequest, reply: FastifyReply, failure: string | null): FastifyReply => {
    // Binds the form to this browser, so that nobody is logged in as somebody else by a foreign page.
    const seed = randomBytes(16).toString('base64url');
    void reply.setCookie(preName(request), seed, { ...COOKIE, secure: isSecure(request) });
    const content = html`<section class="card login">
      <h1>Anmelden</h1>
      ${failure !== null && html`<p class="refusal" role="alert">${failure}</p>`}
      <form method="post" action="/login">
        <input type="hidden" name="csrf" value="${csrf.of(`login ${seed}`)}" />
        ${field({ name: 'login', label: 'Kennung', autocomplete: 'username' })}
        ${field({ name: 'password', label: 'Kennwort', type: 'password', autocomplete: 'current-password' })}
        <p><button type="submit">Anmelden</button></p>
      </form>
    </section>`;
    return reply.type('text/html; charset=utf-8').send(bare(frame, 'Anmelden', content).toString());
  };

  server.get('/login', (request, reply) =>
    settings.userHeader === null ? show(request, reply, null) : reply.redirect('/', 303),
  );

  server.post('/login', async (request, reply) => {
    if (settings.userHeader !== null) throw new ForbiddenError('Hier meldet der Zugangsserver an.');
    const body = bodyOf(request.body);
    const seed = request.cookies[preName(request)] ?? '';
    if (isForeign(request.headers) || !csrf.isRight(`login ${seed}`, body['csrf'])) {
      throw new ForbiddenError(
        'Das Anmeldeformular ist veraltet. Die Seite neu laden und noch einmal anmelden.',
      );
    }
    const typed = typeof body['login'] === 'string' ? body['login'].trim().toLowerCase().slice(0, 100) : '';
    const password = typeof body['password'] === 'string' ? body['password'] : '';
    const user = settings.users.get(typed) ?? null;
    const keys = keysOf(typed, request.ip);
    const wait = throttle.wait(keys);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      void reply.code(429).header('Retry-After', String(seconds));
      return show(request, reply, `Zu viele Versuche. In ${Math.ceil(seconds / 60)} min noch einmal.`);
    }
    // What was typed as a login may be a password: an unknown one is not written down.
    const trace = { name: 'login', subject: user?.login ?? 'unknown login', person: user?.name ?? null };
    const from = `from ${request.ip}`;
    // Counted before it is known: tries that are sent at once each count.
    const blocked = throttle.fail(keys);
    const known = user?.passwordHash ?? null;
    const like = [...settings.users.values()].find(({ passwordHash }) => passwordHash !== null)?.passwordHash;
    const isRight = like !== null && like !== undefined && (await verifyPassword(password, known, like));
    if (!isRight || user === null) {
      const reason = blocked ? `${from}, blocked for a while` : from;
      await auditAction(app.ledger, { ...trace, refused: 'LOGIN', reason });
      app.logger.warn('console.login-refused', { blocked });
      void reply.code(401);
      return show(request, reply, 'Kennung oder Kennwort stimmt nicht.');
    }
    throttle.succeed(keys);
    await auditAction(app.ledger, { ...trace, refused: null, reason: from });
    const old = request.cookies[cookieName(request)];
    if (old !== undefined) sessions.close(old);
    return reply
      .clearCookie(preName(request), COOKIE)
      .setCookie(cookieName(request), sessions.open(user.login), { ...COOKIE, secure: isSecure(request) })
      .redirect('/', 303);
  });

  server.post('/logout', (request, reply) => {
    const token = request.cookies[cookieName(request)] ?? '';
    if (isForeign(request.headers) || !csrf.isRight(token, bodyOf(request.body)['csrf'])) {
      throw new ForbiddenError('Das Formular gehört nicht zu dieser Anmeldung.');
    }
    sessions.close(token);
    return reply.clearCookie(cookieName(request), COOKIE).redirect('/login', 303);
  });
}
