import { createHmac } from 'node:crypto';
import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { PostausgangError } from '../../domain/errors.ts';
import type { AlertChannel } from './tell-alerts.ts';

/** The receiver of alerts did not take them. */
export class WebhookError extends PostausgangError {
  readonly code = 'WEBHOOK';
  override readonly retryable: boolean;

  constructor(host: string, found: string, retryable: boolean) {
    super(
      `Webhook at ${host}: expected an answer from 200 to 299, got ${found}. Nothing is lost: what stands is told at the next look.`,
    );
    this.retryable = retryable;
  }
}

export interface WebhookOptions {
  /** HTTPS. */
  readonly url: string;
  readonly secret: string;
  /** PEM; undefined: the authorities that Node.js trusts. */
  readonly ca?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly tries: number;
  /** Milliseconds before the second try; doubled for each further one. Default 1 s. */
  readonly firstWait?: number;
}

/** `sha256=` and the HMAC of `timestamp.body`: the time is signed too, so that an old request cannot be played again. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** Alerts as one signed JSON request. Only HTTPS with a verified certificate; a redirect is an error. */
export function webhookChannel(options: WebhookOptions, insurer: string): AlertChannel {
  return {
    name: 'webhook',
    tell: async (conditions) => {
      const body = JSON.stringify({ format: 'postausgang-alerts/1', insurer, alerts: conditions });
      for (let attempt = 1; ; attempt += 1) {
        try {
          await post(options, body);
          return;
        } catch (error) {
          const again = error instanceof WebhookError && error.retryable && attempt < options.tries;
          if (!again) throw error;
          await delay((options.firstWait ?? FIRST_WAIT) * 2 ** (attempt - 1));
        }
      }
    },
  };
}

const FIRST_WAIT = 1000;

async function post(options: WebhookOptions, body: string): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  await call(options, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-postausgang-timestamp': timestamp,
      'x-postausgang-signature': signatureOf(options.secret, timestamp, body),
    },
  });
}

/** Dead man's switch. @throws WebhookError */
export async function ping(options: Pick<WebhookOptions, 'url' | 'timeout' | 'ca'>): Promise<void> {
  await call(options, { method: 'GET', body: '', headers: {} });
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function call(
  { url, ca, timeout }: Pick<WebhookOptions, 'url' | 'timeout' | 'ca'>,
  { method, body, headers }: Call,
): Promise<void> {
  const { host } = new URL(url);
  await new Promise<void>((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        headers: { ...headers, ...(method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}) },
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        agent: false,
        signal: AbortSignal.timeout(timeout),
        ...(ca === undefined ? {} : { ca }),
      },
      (answer) => {
        answer.resume();
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else reject(new WebhookError(host, `status ${status}`, status >= 500 || status === 429));
      },
    );
    sent.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
      // The address may hold a token: only its host is told.
      reject(new WebhookError(host, code, true));
    });
    sent.end(body);
  });
}
