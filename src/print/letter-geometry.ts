/** A rectangle on A4 portrait: millimetres, x from the left and y from the top edge of the page. */
export interface Zone {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A zone that must be free of ink because the shop, its machines or the post use it. */
export interface ClearZone extends Zone {
  /** Such as `datamatrix`, `franking` or `left-edge`; findings name it. */
  readonly name: string;
  /** Of a mailpiece: its first page only (what shows through the window), or every page. */
  readonly on: 'first' | 'every';
}

/** Where what stands on a letter's page, as the shop's envelopes and machines want it. */
export interface LetterGeometry {
  /** The envelope's window: return address, remarks and address. */
  readonly addressField: Zone;
  /** Where the address proper stands within the field. */
  readonly addressZone: Zone;
  /** The part of the window that always shows, however the sheet slips; null: not checked. */
  readonly safeWindow: Zone | null;
  /** Width of the strips along the page's edges that must be free. */
  readonly clearEdges: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly clearZones: readonly ClearZone[];
  readonly tolerance: {
    /** By how much a page's width and height may differ from A4. */
    readonly page: number;
    /** By how much ink may reach into a zone, or out of one. */
    readonly ink: number;
  };
}

const A4_MM = { width: 210, height: 297 } as const;

/** All zones that must be free, the strips along the edges among them as `left-edge` and so on. */
export function clearZonesOf(geometry: LetterGeometry): readonly ClearZone[] {
  const { left, right, top, bottom } = geometry.clearEdges;
  const edges: readonly ClearZone[] = [
    { name: 'left-edge', on: 'every', x: 0, y: 0, width: left, height: A4_MM.height },
    { name: 'right-edge', on: 'every', x: A4_MM.width - right, y: 0, width: right, height: A4_MM.height },
    { name: 'top-edge', on: 'every', x: 0, y: 0, width: A4_MM.width, height: top },
    { name: 'bottom-edge', on: 'every', x: 0, y: A4_MM.height - bottom, width: A4_MM.width, height: bottom },
  ];
  return [...edges.filter((zone) => zone.width > 0 && zone.height > 0), ...geometry.clearZones];
}
