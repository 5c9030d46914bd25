import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { DeliveryStage, SmtpReply, TlsEvidence } from '../domain/delivery.ts';
import type { EmailAddress } from '../domain/email-address.ts';
import { BodyTransfer, PreparedBodyConnection } from './body-transfer.ts';
import { closedSilently, conversationEnd, ConversationError, stageBeforeMail } from './conversation-error.ts';
import { libraryEnvelope } from './envelope.ts';
import type { EnvelopeWishes } from './envelope.ts';
import { TlsNotAcceptable } from './tls-evidence.ts';
import { isReplyToMessage, NO_REQUIRETLS, NO_SMTPUTF8, PREMATURE_REPLY } from './outcome.ts';
import { prepareBody } from './prepared-body.ts';
import type { DeliveryHooks, OutgoingMessage } from './route.ts';
import { internalsOf, tlsSocketOf } from './smtp-internals.ts';
import { parseSmtpReply } from './smtp-reply.ts';

/** How long a server may take over its good-bye. */
const QUIT_TIMEOUT_MS = 2000;

/** All that makes a session with one server. */
export interface SessionSetup {
  readonly connection: SMTPConnectionOptions;
  /** Milliseconds. */
  readonly timeouts: { readonly reply: number; readonly finalReply: number };
  readonly wishes: EnvelopeWishes;
  /** Looks at the finished handshake and says what it proved; throws when that is not enough. */
  readonly prove: (socket: TLSSocket | null) => TlsEvidence;
  readonly auth?: { readonly user: string; readonly password: string } | undefined;
}

/** One connection to a server, encrypted, proven and logged in before anything of a message is said. */
export class SmtpSession {
  readonly #connection: PreparedBodyConnection;
  readonly #setup: SessionSetup;
  readonly tls: TlsEvidence;
  /** Messages begun on it, whatever came of them. */
  messages = 0;
  /** When it was last put aside, in the time of `performance.now()`. */
  idleSince = 0;

  private constructor(connection: PreparedBodyConnection, setup: SessionSetup, tls: TlsEvidence) {
    this.#connection = connection;
    this.#setup = setup;
    this.tls = tls;
  }

  /** @throws ConversationError with stage `connect` or `tls` */
  static async open(setup: SessionSetup): Promise<SmtpSession> {
    const connection = new PreparedBodyConnection(setup.connection);
    // An idle connection may die at any time; `alive` tells.
    connection.on('error', () => undefined);
    let proof: TlsEvidence | null = null;
    try {
      await settled<void>(connection, (done) => connection.connect(done));
      proof = setup.prove(tlsSocketOf(connection));
      if (setup.wishes.requireTls === 'insist' && !announcedBy(connection).includes('REQUIRETLS')) {
        throw Object.assign(new Error('REQUIRETLS is not announced'), { code: NO_REQUIRETLS });
      }
      const { auth } = setup;
      if (auth !== undefined) {
        const login = { user: auth.user, pass: auth.password };
        await settled(connection, (done) => connection.login(login, done));
      }
      return new SmtpSession(connection, setup, proof);
    } catch (error) {
      const stage = proof === null ? stageBeforeMail(error, connection.lastServerResponse) : 'tls';
      connection.close();
      const shown = error instanceof TlsNotAcceptable ? error.shown : null;
      throw new ConversationError(conversationEnd(error, stage), proof ?? shown);
    }
  }

  /** The extensions that the server announced over TLS, as far as the library knows them. */
  get announced(): readonly string[] {
    return announcedBy(this.#connection);
  }

  /** Whether nothing is known that speaks against another message. */
  get alive(): boolean {
    return !this.#connection.destroyed && tlsSocketOf(this.#connection)?.writable === true;
  }

  /**
   * Sends one message. Resolves with the final 2xx reply, after `hooks.finalReply` has it.
   *
   * @throws ConversationError for whatever else came of it, what a hook threw, or MessageFormatError
   */
  async send(
    message: OutgoingMessage,
    from: string,
    to: EmailAddress,
    hooks: DeliveryHooks,
    wishes: EnvelopeWishes = this.#setup.wishes,
  ): Promise<SmtpReply> {
    const announced = announcedBy(this.#connection);
    if (!to.ascii && !announced.includes('SMTPUTF8')) {
      throw new ConversationError(conversationEnd({ code: NO_SMTPUTF8 }, 'envelope'), this.tls);
    }
    const { timeouts } = this.#setup;
    let begun = false;
    const body = prepareBody(message.bytes);
    const transfer = new BodyTransfer(body, timeouts.finalReply, () => {
      begun = true;
      return hooks.bodyBegun();
    });
    this.messages += 1;
    this.#connection.transfer = transfer;
    tlsSocketOf(this.#connection)?.setTimeout(timeouts.reply);
    const envelope = libraryEnvelope(message, from, to, wishes, announced);
    const said = await settled<{ response: string }>(this.#connection, (done) =>
      this.#connection.send(envelope, transfer.source, done),
    ).catch((error: unknown) => ({ error }));
    transfer.stop();
    this.#connection.transfer = null;
    await transfer.hookEnded();
    if (transfer.withheld !== null) {
      this.destroy();
      throw transfer.withheld.reason;
    }
    const accepted = 'response' in said ? parseSmtpReply(said.response) : null;
    if (accepted !== null && transfer.progress === 'ended') {
      await hooks.finalReply(accepted);
      return accepted;
    }
    const failure = 'error' in said ? said.error : { code: PREMATURE_REPLY };
    const end = conversationEnd(failure, stageOf(transfer, begun, failure));
    if (isReplyToMessage(end)) await hooks.finalReply(end.reply);
    throw new ConversationError(end, this.tls);
  }

  /** Makes the session fit for the next message after a refusal: the transaction is dropped. */
  async reset(): Promise<boolean> {
    if (!this.alive) return false;
    try {
      await settled(this.#connection, (done) => this.#connection.reset(done));
      return this.alive;
    } catch {
      this.destroy();
      return false;
    }
  }

  async quit(): Promise<void> {
    if (this.alive) {
      const ended = new Promise<void>((resolve) => {
        this.#connection.once('end', () => resolve());
      });
      this.#connection.quit();
      await Promise.race([ended, sleep(QUIT_TIMEOUT_MS, undefined, { ref: false })]);
    }
    this.destroy();
  }

  /** Ends the connection; nothing of an unfinished body follows. */
  destroy(): void {
    this.#connection.close();
  }
}

/** Starts one step of the library and waits for it, even where the library forgets to call back. */
function settled<T>(
  connection: PreparedBodyConnection,
  start: (done: (error?: Error | null, result?: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cleanUp = (): void => {
      connection.off('error', fail);
      connection.off('end', ended);
    };
    const fail = (error: unknown): void => {
      cleanUp();
      reject(error);
    };
    // The library says `end` before it calls back with a 421: the callback is let go first.
    const ended = (): void => void setImmediate(() => fail(closedSilently()));
    connection.on('error', fail);
    connection.on('end', ended);
    try {
      connection.beginStep();
    } catch (error) {
      return fail(error);
    }
    return start((error, result) => {
      if (error) return fail(error);
      cleanUp();
      resolve(result as T);
    });
  });
}

function stageOf(transfer: BodyTransfer, begun: boolean, failure: unknown): DeliveryStage {
  if (transfer.progress === 'ended') return 'final_reply';
  if (transfer.progress === 'partly written') return 'body';
  const { code, command } = conversationEnd(failure, 'envelope');
  return begun || (code === 'EENVELOPE' && command === 'DATA') ? 'data' : 'envelope';
}

function announcedBy(connection: PreparedBodyConnection): readonly string[] {
  return internalsOf(connection)._supportedExtensions;
}
