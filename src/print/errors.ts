import { ConfigurationError, PostausgangError } from '../domain/errors.ts';

/** A print file could not be written or handed over; what was begun is left as `*.part` and never triggered. */
export class PrintFileError extends PostausgangError {
  readonly code = 'PRINT_FILE';
  override readonly retryable: boolean;

  constructor(message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options);
    this.retryable = options.retryable ?? false;
  }
}

/** A file name is taken by other content: overwriting it could destroy evidence or make the shop print something unseen. */
export class FileConflictError extends PostausgangError {
  readonly code = 'FILE_CONFLICT';
}

/** The shop may or may not have been told about a print file: nobody guesses, a person asks the shop. */
export class HandOverInDoubtError extends PostausgangError {
  readonly code = 'HAND_OVER_IN_DOUBT';
}

/** The finished print file cannot be read as the kind of PDF that our writer makes. */
export class PrintFileDamagedError extends PostausgangError {
  readonly code = 'PRINT_FILE_DAMAGED';

  constructor(where: string, expected: string, got: string, options?: { cause?: unknown }) {
    super(
      `Print file, ${where}: expected ${expected}, got ${got}. It must not be handed over; render it again from its membership.`,
      options,
    );
  }
}

/** Print file and manifest tell different stories: nothing leaves until they agree. */
export class PrintFileMismatchError extends PostausgangError {
  readonly code = 'PRINT_FILE_MISMATCH';

  constructor(what: string, expected: string | number, got: string | number) {
    super(
      `Print file and manifest disagree on ${what}: expected ${expected}, got ${got}. ` +
        'It must not be handed over; render it again from its membership.',
    );
  }
}

/** L6: the shop profile does not state what the law asks for before a print service provider may see a letter. */
export class HandOverForbiddenError extends ConfigurationError {}

/** A letter of our own cannot be set so that it reaches its recipient: a person must mend the address or the text. */
export class UnprintableLetterError extends PostausgangError {
  readonly code = 'UNPRINTABLE_LETTER';
}
