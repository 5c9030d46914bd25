import { PostausgangError } from '../domain/errors.ts';

/** Somebody may not do this, or not in this way (HTTP 403). Told in German. */
export class ForbiddenError extends PostausgangError {
  readonly code = 'FORBIDDEN';
}

/** A form or an address that says nothing that can be done (HTTP 400). Told in German. */
export class FormError extends PostausgangError {
  readonly code = 'USAGE';
}
