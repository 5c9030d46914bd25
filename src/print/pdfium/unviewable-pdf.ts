/** A PDF, or a page of one, that a viewer refuses: the message says why. */
export class UnviewablePdf extends Error {}
