/** A mail where it lies. */
export interface StoredMail {
  readonly source: 'imap' | 'maildir' | 'file';
  /** Names it for people, and for `putAway`. */
  readonly place: string;
  /** Its beginning, `MAX_REPORT_BYTES` at most. */
  readonly bytes: Uint8Array;
}

/** Where reports arrive. */
export interface Mailbox {
  /** Everything that nobody has put away, one by one. @throws OurOutageError when it cannot be read */
  mails(): AsyncIterable<StoredMail>;
  /** Moves a mail away from where reports arrive; it is kept. @throws OurOutageError */
  putAway(mail: StoredMail): Promise<void>;
  close(): Promise<void>;
}
