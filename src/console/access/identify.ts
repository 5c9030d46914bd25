import type { FastifyRequest } from 'fastify';
import { isProxy, type ConsoleSettings } from '../settings.ts';
import type { Visitor } from '../visit.ts';
import type { Sessions } from './sessions.ts';

/** The header by which a page says that it only looks again. */
export const REFRESH_HEADER = 'x-postausgang-refresh';

/** With `__Host-` no other host of the domain can set or read it (RFC 6265bis); browsers take that over TLS only. */
export function cookieName(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-postausgang' : 'postausgang';
}

export type Identity =
  | { readonly kind: 'known'; readonly visitor: Visitor }
  | { readonly kind: 'unknown' }
  /** The proxy let somebody in whom the configuration does not name, or it was passed by. */
  | { readonly kind: 'refused'; readonly why: string };

/** Who sends a request: by the session's cookie, or by the header of a proxy that is believed. */
export function identify(
  request: FastifyRequest,
  { userHeader, users, proxies }: Pick<ConsoleSettings, 'userHeader' | 'users' | 'proxies'>,
  sessions: Sessions,
): Identity {
  if (userHeader === null) {
    const token = request.cookies[cookieName(request)] ?? '';
    const login = sessions.loginOf(token, request.headers[REFRESH_HEADER] === undefined);
    const user = login === null ? undefined : users.get(login);
    if (user === undefined) return { kind: 'unknown' };
    const { name, role } = user;
    return { kind: 'known', visitor: { login: user.login, name, role, subject: token, token } };
  }
  if (!isProxy(proxies, request.socket.remoteAddress)) {
    return { kind: 'refused', why: 'Diese Seite ist nur über den Zugangsserver (Reverse Proxy) erreichbar.' };
  }
  const given = request.headers[userHeader];
  const user = typeof given === 'string' ? users.get(given.trim().toLowerCase()) : undefined;
  if (user === undefined) {
    return { kind: 'refused', why: 'Für diese Anmeldung ist hier kein Zugang eingerichtet.' };
  }
  const { login, name, role } = user;
  return { kind: 'known', visitor: { login, name, role, subject: `header ${login}`, token: null } };
}
