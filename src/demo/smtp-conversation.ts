import { setTimeout as sleep } from 'node:timers/promises';
import type { LineChannel } from './line-channel.ts';
import type { SmtpRecord } from './smtp-record.ts';
import { DEFAULT_EXTENSIONS } from './smtp-script.ts';
import type { Fault, FaultCounter, FaultStage, SmtpExtensions, SmtpScript } from './smtp-script.ts';

/** What a conversation needs from the connection below it. */
export interface ConversationContext {
  readonly script: SmtpScript;
  readonly record: SmtpRecord;
  readonly counter: FaultCounter;
  readonly connection: number;
  /** Protocol and cipher once the connection is in TLS. */
  tls(): { readonly protocol: string; readonly cipher: string } | null;
  /** Answers STARTTLS as scripted; null when no conversation is possible afterwards. */
  startTls(): Promise<LineChannel | null>;
}

interface Transaction {
  readonly sender: string;
  readonly mailParameters: string;
  recipient: string | null;
  rcptParameters: string;
}

type Verdict = 'go on' | 'answered' | 'over';

/** One SMTP conversation as scripted (RFC 5321), from the greeting to its end. */
export class Conversation {
  readonly #context: ConversationContext;
  #channel: LineChannel;
  #transaction: Transaction | null = null;
  #loggedIn = false;

  constructor(context: ConversationContext, channel: LineChannel) {
    this.#context = context;
    this.#channel = channel;
  }

  async run(): Promise<void> {
    const { script } = this.#context;
    const greeted = await this.#meet('greeting');
    if (greeted === 'over') return;
    if (greeted === 'answered') return this.#channel.end('fin');
    await this.#reply(`220 ${script.name ?? 'relay.example'} ESMTP`);
    for (let line = await this.#channel.readLine(); line !== null; line = await this.#channel.readLine()) {
      this.#context.record.commands.push({
        connection: this.#context.connection,
        secure: this.#context.tls() !== null,
        line,
      });
      if (!(await this.#handle(line))) return;
    }
  }

  /** @returns false when the conversation is over. */
  async #handle(line: string): Promise<boolean> {
    const [verb = ''] = line.toUpperCase().split(/[ :]/u);
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#ehlo();
      case 'STARTTLS':
        return this.#startTls();
      case 'AUTH':
        return this.#authenticate(line);
      case 'MAIL':
        return this.#mail(line);
      case 'RCPT':
        return this.#rcpt(line);
      case 'DATA':
        return this.#data();
      case 'RSET':
        this.#transaction = null;
        return this.#reply('250 2.0.0 Ok');
      case 'NOOP':
        return this.#reply('250 2.0.0 Ok');
      case 'QUIT':
        await this.#reply('221 2.0.0 Bye');
        this.#channel.end('fin');
        return false;
      default:
        return this.#reply('500 5.5.2 Error: command not recognized');
    }
  }

  async #ehlo(): Promise<boolean> {
    const met = await this.#meet('ehlo');
    if (met !== 'go on') return met === 'answered';
    const { script } = this.#context;
    const offered = this.#extensions();
    const secure = this.#context.tls() !== null;
    const lines = [
      script.name ?? 'relay.example',
      ...(offered.pipelining ? ['PIPELINING'] : []),
      ...(offered.size === null ? [] : [`SIZE ${offered.size}`]),
      ...(!secure && script.startTls !== 'not offered' ? ['STARTTLS'] : []),
      ...(secure && script.login !== undefined ? ['AUTH PLAIN'] : []),
      'ENHANCEDSTATUSCODES',
      '8BITMIME',
      ...(offered.dsn ? ['DSN'] : []),
      ...(offered.smtpUtf8 ? ['SMTPUTF8'] : []),
      ...(secure && offered.requireTls ? ['REQUIRETLS'] : []),
    ];
    return this.#reply(
      lines.map((text, index) => `250${index === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n'),
    );
  }

  async #startTls(): Promise<boolean> {
    if (this.#context.tls() !== null || this.#context.script.startTls === 'not offered') {
      return this.#reply('502 5.5.1 Error: command not implemented');
    }
    const channel = await this.#context.startTls();
    if (channel === null) return this.#context.script.startTls === 'refused';
    this.#channel = channel;
    this.#transaction = null;
    return true;
  }

  async #authenticate(line: string): Promise<boolean> {
    const { login } = this.#context.script;
    const given = Buffer.from(/^AUTH PLAIN (\S+)$/iu.exec(line)?.[1] ?? '', 'base64').toString('utf8');
    this.#loggedIn = login !== undefined && given === `\0${login.user}\0${login.password}`;
    return this.#reply(
      this.#loggedIn ? '235 2.7.0 Authentication successful' : '535 5.7.8 Authentication credentials invalid',
    );
  }

  async #mail(line: string): Promise<boolean> {
    const [, sender, mailParameters = ''] = /^MAIL FROM:<([^>]*)>(?: (.*))?$/iu.exec(line) ?? [];
    if (sender === undefined) return this.#reply('501 5.5.4 Syntax: MAIL FROM:<address>');
    if (this.#transaction !== null) return this.#reply('503 5.5.1 Error: nested MAIL command');
    if (this.#context.script.login !== undefined && !this.#loggedIn) {
      return this.#reply('530 5.7.0 Authentication required');
    }
    const met = await this.#meet('mail');
    if (met !== 'go on') return met === 'answered';
    const { size } = this.#extensions();
    if (size !== null && Number(/\bSIZE=(\d+)/iu.exec(mailParameters)?.[1] ?? 0) > size) {
      return this.#reply('552 5.3.4 Message size exceeds fixed limit');
    }
    this.#transaction = { sender, mailParameters, recipient: null, rcptParameters: '' };
    return this.#reply('250 2.1.0 Ok');
  }

  async #rcpt(line: string): Promise<boolean> {
    const [, recipient, rcptParameters = ''] =
      /^RCPT TO:<((?:"(?:[^"\\]|\\.)*"|[^>"])*)>(?: (.*))?$/iu.exec(line) ?? [];
    if (recipient === undefined) return this.#reply('501 5.5.4 Syntax: RCPT TO:<address>');
    if (this.#transaction === null) return this.#reply('503 5.5.1 Error: need MAIL command');
    const met = await this.#meet('rcpt', recipient);
    if (met !== 'go on') return met === 'answered';
    this.#transaction.recipient = recipient;
    this.#transaction.rcptParameters = rcptParameters;
    return this.#reply('250 2.1.5 Ok');
  }

  async #data(): Promise<boolean> {
    const transaction = this.#transaction;
    const recipient = transaction?.recipient ?? null;
    if (transaction === null || recipient === null)
      return this.#reply('554 5.5.1 Error: no valid recipients');
    const met = await this.#meet('data', recipient);
    if (met !== 'go on') return met === 'answered';
    await this.#reply('354 End data with <CR><LF>.<CR><LF>');
    if (!(await this.#channel.waitForBytes())) return false;
    // A reply in the middle of the body is allowed to be read by the client at once; the rest is then read and dropped.
    const early = await this.#meet('body', recipient);
    if (early === 'over') return false;
    const message = await this.#channel.readBody((count) => {
      this.#context.record.bodyBytes += count;
    });
    if (message === null) return false;
    this.#transaction = null;
    if (early === 'answered') return true;
    return this.#finish(message, recipient, transaction);
  }

  async #finish(message: Buffer, recipient: string, transaction: Transaction): Promise<boolean> {
    const beforeStoring = await this.#meet('dot', recipient);
    if (beforeStoring !== 'go on') return beforeStoring === 'answered';
    const acceptance = this.#context.record.accept(message, {
      connection: this.#context.connection,
      sender: transaction.sender,
      recipient,
      parameters: { mail: transaction.mailParameters, rcpt: transaction.rcptParameters },
      tls: this.#context.tls() ?? { protocol: 'none', cipher: 'none' },
    });
    const stored = await this.#meet('stored', recipient);
    if (stored !== 'go on') return stored === 'answered';
    await sleep(this.#context.script.latencyMs?.final ?? 0);
    return this.#reply(`250 2.0.0 Ok: queued as ${acceptance.sha256.slice(0, 11).toUpperCase()}`);
  }

  /** Lets the fault scripted for this moment strike, if there is one. */
  async #meet(stage: FaultStage, recipient?: string): Promise<Verdict> {
    const fault = this.#faultAt(stage, recipient);
    if (fault === null) return 'go on';
    if ('drop' in fault.does) {
      this.#channel.end(fault.does.drop);
      return 'over';
    }
    const domain = recipient?.split('@').at(-1) ?? '';
    const reply = fault.does.reply.replaceAll('{recipient}', recipient ?? '').replaceAll('{domain}', domain);
    await this.#reply(reply);
    if (!reply.startsWith('421')) return 'answered';
    this.#channel.end('fin');
    return 'over';
  }

  #faultAt(stage: FaultStage, recipient?: string): Fault | null {
    const { script, counter } = this.#context;
    const domain = recipient?.split('@').at(-1)?.toLowerCase();
    const ofDomain = domain === undefined ? undefined : (script.domains?.[domain] ?? script.domains?.['*']);
    if (ofDomain?.at === stage && counter.strikes(ofDomain, `domain ${recipient ?? ''}`)) return ofDomain;
    const candidates = (script.faults ?? []).map((fault, index) => ({ fault, key: `server ${index}` }));
    return (
      candidates.find(({ fault, key }) => fault.at === stage && counter.strikes(fault, key))?.fault ?? null
    );
  }

  #extensions(): SmtpExtensions {
    return { ...DEFAULT_EXTENSIONS, ...this.#context.script.extensions };
  }

  async #reply(text: string): Promise<true> {
    const latency = this.#context.script.latencyMs?.command ?? 0;
    if (latency > 0) await sleep(latency);
    this.#channel.write(`${text}\r\n`);
    return true;
  }
}
