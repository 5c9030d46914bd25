import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleRole } from '../config/console-section.ts';
import { isForeign } from './access/csrf.ts';
import { identify } from './access/identify.ts';
import { mayDo, ROLE_NAMES } from './access/roles.ts';
import { auditAction } from './audit.ts';
import { bodyOf, lineOf, type Body } from './body.ts';
import { ForbiddenError } from './errors.ts';
import { framed, type Frame } from './layout.ts';
import type { ConsoleParts } from './parts.ts';
import type { Page, Visit, Visitor } from './visit.ts';

/** What somebody does by a form. */
export interface Action {
  /** A word for the audit: `resolve` is recorded as `console_resolve`. */
  readonly name: string;
  readonly url: string;
  readonly role: ConsoleRole;
  /** What it is done to, without personal data. */
  readonly subject: (visit: Visit, body: Body) => string;
  /** What it does. Null as subject of `told`: nothing to tell. */
  readonly work: (order: ActionOrder) => Promise<Done>;
}

export interface ActionOrder {
  readonly visit: Visit;
  readonly body: Body;
  readonly person: string;
  readonly reason: string;
}

export interface Done {
  /** The page to go to. */
  readonly to: string;
  /** What is told there. */
  readonly told: string;
}

/**
 * The only way in which a page or an action is offered: each page wants a login; each action a login, its token, its role
 * and a reason, and leaves its trace in the audit, done or refused.
 */
export class Routes {
  readonly #server: FastifyInstance;
  readonly #parts: ConsoleParts;
  readonly #frame: Frame;

  constructor(server: FastifyInstance, parts: ConsoleParts, frame: Frame) {
    this.#server = server;
    this.#parts = parts;
    this.#frame = frame;
  }

  page(url: string, read: (visit: Visit) => Promise<Page>): void {
    this.raw(url, async (visit, reply) => {
      const page = await read(visit);
      const message = this.#parts.messages.take(visit.visitor.subject);
      return reply
        .type('text/html; charset=utf-8')
        .send(framed(this.#frame, visit, page, message).toString());
    });
  }

  /** A page that is not one of ours in form: a file. */
  raw(url: string, answer: (visit: Visit, reply: FastifyReply) => Promise<FastifyReply>): void {
    this.#server.get(url, async (request, reply) => {
      const visitor = this.#known(request);
      if (visitor === null) return reply.redirect('/login', 303);
      return answer(this.#visitOf(request, visitor), reply);
    });
  }

  action(action: Action): void {
    this.#server.post(action.url, async (request, reply) => {
      const visitor = this.#known(request);
      if (visitor === null) return reply.redirect('/login', 303);
      const body = bodyOf(request.body);
      if (isForeign(request.headers) || !this.#parts.csrf.isRight(visitor.subject, body['csrf'])) {
        throw new ForbiddenError(
          'Das Formular gehört nicht zu dieser Anmeldung. Die Seite neu laden und noch einmal absenden.',
        );
      }
      const { to, told } = await this.#do(action, this.#visitOf(request, visitor), body);
      this.#parts.messages.leave(visitor.subject, told);
      return reply.redirect(to, 303);
    });
  }

  async #do(action: Action, visit: Visit, body: Body): Promise<Done> {
    const { visitor } = visit;
    const { ledger } = this.#parts.app;
    const trace = { person: visitor.name, subject: action.subject(visit, body) };
    if (!mayDo(visitor.role, action.role)) {
      const reason = `role ${visitor.role}, needs ${action.role}`;
      await auditAction(ledger, { ...trace, name: action.name, refused: 'ROLE', reason });
      throw new ForbiddenError(
        `Dafür ist die Rolle „${ROLE_NAMES[action.role]}“ nötig; diese Anmeldung hat „${ROLE_NAMES[visitor.role]}“.`,
      );
    }
    const reason = lineOf(body, 'reason', 'Begründung');
    try {
      const done = await action.work({ visit, body, person: visitor.name, reason });
      await auditAction(ledger, { ...trace, name: action.name, refused: null, reason });
      return done;
    } catch (error) {
      const refused = error instanceof Error && 'code' in error ? String(error.code) : 'FAILED';
      await auditAction(ledger, { ...trace, name: action.name, refused, reason });
      throw error;
    }
  }

  #known(request: FastifyRequest): Visitor | null {
    const identity = identify(request, this.#parts.settings, this.#parts.sessions);
    if (identity.kind === 'refused') throw new ForbiddenError(identity.why);
    return identity.kind === 'known' ? identity.visitor : null;
  }

  #visitOf(request: FastifyRequest, visitor: Visitor): Visit {
    return {
      visitor,
      csrf: this.#parts.csrf.of(visitor.subject),
      params: request.params as Visit['params'],
      query: request.query as Visit['query'],
    };
  }
}
