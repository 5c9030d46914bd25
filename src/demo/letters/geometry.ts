/** Where things stand on a letter: DIN 5008 form B, in millimetres from the upper left corner of A4. */

export const PAGE = { width: 210, height: 297 } as const;

export const POINTS_PER_MM = 72 / 25.4;

/** Body text; the right margin is the least that DIN 5008 asks for, doubled. */
export const TEXT = { left: 25, right: 190, bottom: 262 } as const;

/** The address field: 85 × 45, of which 17.7 for the return address and remarks, then 27.3 for the address. */
export const ADDRESS_FIELD = { left: 20, top: 45, width: 85, height: 45, remarks: 17.7 } as const;

/** Text in the field starts at the body's margin, so that it never touches the window's edge. */
export const ADDRESS_TEXT_LEFT = TEXT.left;

/** Six lines in 27.3 mm. */
export const ADDRESS_LINE_HEIGHT = 4.5;

export const RETURN_ADDRESS_BASELINE = 60.6;
export const FIRST_ADDRESS_BASELINE = 66.4;

/** Date, contract and contact beside the address field. */
export const INFORMATION_BLOCK = { left: 125, top: 49 } as const;

export const SUBJECT_BASELINE = 103.5;
/** Below the reference line that Austrian letters have between address and subject. */
export const SUBJECT_BASELINE_BELOW_REFERENCES = 108.5;

/** Form B is folded at 105 and 210 mm; the punch mark stands in the middle. */
export const FOLD_MARKS = [105, 210] as const;
export const PUNCH_MARK = 148.5;
/** Left of what a shop reserves for its own marks, right of what a printer cannot reach. */
export const MARK = { left: 4, foldLength: 3, punchLength: 5 } as const;

export const FOOTER_TOP = 271;
/** First baseline of the body on every page but the first. */
export const CONTINUED_TOP = 38;
