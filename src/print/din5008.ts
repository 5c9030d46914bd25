/**
 * DIN 5008, form B (low letterhead): millimetres, x from the left and y from the top edge of A4 portrait.
 * One place for every measure of a letter of ours.
 */
export const PAGE = { width: 210, height: 297 } as const;

/** What shows in the window of a DL or C6/5 envelope. */
export const ADDRESS_FIELD = { x: 20, y: 45, width: 85, height: 45 } as const;

/** Return address and remarks above, the address proper below: 17.7 + 27.3. */
export const RETURN_ZONE = { y: 45, height: 17.7 } as const;
export const ADDRESS_ZONE = { y: 62.7, height: 27.3 } as const;

/** Text stands 5 mm inside the field, on both sides, so that it shows however the sheet slips. */
export const ADDRESS_TEXT = { x: 25, width: 75 } as const;

/** The block with reference and date, right of the address. */
export const INFORMATION_BLOCK = { x: 125, y: 50, width: 75 } as const;

/** Text area between the margins; its first line, the subject, follows the address field by 8.46. */
export const TEXT = { x: 25, y: 98.46, width: 165, bottom: 265 } as const;

export const FOOTER = { y: 272, bottom: 285 } as const;

/** Fold and punch marks at the left edge, in a strip that no sorting machine reads. */
export const MARKS = { foldAt: [105, 210], punchAt: 148.5, x: 4, foldLength: 4, punchLength: 6 } as const;

/** DIN 5008 asks for 8 points at least in the address. */
export const SMALLEST_ADDRESS_POINTS = 8;

export const POINTS_PER_MM = 72 / 25.4;
export const MM_PER_POINT = 25.4 / 72;
