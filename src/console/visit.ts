import type { ConsoleRole } from '../config/console-section.ts';
import type { Html } from './html/html.ts';

/** Who is there. */
export interface Visitor {
  readonly login: string;
  /** As events and the audit name the person. */
  readonly name: string;
  readonly role: ConsoleRole;
  /** What forms are bound to: the session, or the login that a proxy vouches for. */
  readonly subject: string;
  /** The session's token; null: a proxy vouches. */
  readonly token: string | null;
}

/** One request of somebody who is known. */
export interface Visit {
  readonly visitor: Visitor;
  readonly csrf: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** What a page shows. */
export interface Page {
  readonly title: string;
  /** Path of the entry in the menu that it belongs to. */
  readonly menu: string;
  readonly content: Html;
  /** Whether something in it moves by itself: it is looked at again every few seconds. */
  readonly live?: boolean;
}
