import { z } from 'zod';
import { choice, millimetres, slug } from './values.ts';

const WIDTH = 210;
const HEIGHT = 297;

interface ZoneDefaults {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function zone({ x, y, width, height }: ZoneDefaults) {
  return z
    .strictObject({
      x: millimetres(0, WIDTH).default(x).describe('Left edge.'),
      y: millimetres(0, HEIGHT).default(y).describe('Upper edge.'),
      width: millimetres(1, WIDTH).default(width).describe('Width.'),
      height: millimetres(1, HEIGHT).default(height).describe('Height.'),
    })
    .refine(isOnThePage, ON_THE_PAGE)
    .prefault({});
}

const ON_THE_PAGE = { error: `a zone that ends within ${WIDTH} × ${HEIGHT} mm` };

function isOnThePage({ x, y, width, height }: ZoneDefaults): boolean {
  return x + width <= WIDTH && y + height <= HEIGHT;
}

const clearZone = z
  .strictObject(
    {
      name: slug().describe('What findings call it.'),
      on: choice(['first', 'every'])
        .default('every')
        .describe('Whether it must be free on every page or only on the first, which shows in the window.'),
      x: millimetres(0, WIDTH).describe('Left edge.'),
      y: millimetres(0, HEIGHT).describe('Upper edge.'),
      width: millimetres(0.5, WIDTH).describe('Width.'),
      height: millimetres(0.5, HEIGHT).describe('Height.'),
    },
    { error: 'a mapping with `name`, `x`, `y`, `width` and `height`' },
  )
  .refine(isOnThePage, ON_THE_PAGE);

/** DIN 5008 form B unless said otherwise: millimetres from the left and the upper edge of the page. */
export function geometrySection() {
  return z
    .strictObject({
      addressField: zone({ x: 20, y: 45, width: 85, height: 45 }).describe(
        'The envelope’s window with return address, remarks and address; form A begins at `y: 27`.',
      ),
      addressZone: zone({ x: 20, y: 62.7, width: 85, height: 27.3 }).describe(
        'Where the address itself stands in it.',
      ),
      safeWindow: z
        .nullable(zone({ x: 22, y: 69, width: 83, height: 16.5 }))
        .default(null)
        .describe('The part of the window that always shows, however a sheet slips.'),
      clearEdges: z
        .strictObject({
          left: millimetres(0, 50).default(12).describe('At the left edge.'),
          right: millimetres(0, 50).default(5).describe('At the right edge.'),
          top: millimetres(0, 50).default(5).describe('At the upper edge.'),
          bottom: millimetres(0, 50).default(5).describe('At the lower edge.'),
        })
        .prefault({})
        .describe('Strips along the edges that must be free of ink.'),
      clearZones: z
        .array(clearZone, { error: 'a list of zones' })
        .max(50, { error: 'at most 50 zones' })
        .refine((zones) => new Set(zones.map(({ name }) => name)).size === zones.length, {
          error: 'zones with different names',
        })
        .default([])
        .describe('Further zones that must be free of ink.'),
      tolerance: z
        .strictObject({
          page: millimetres(0, 10).default(2).describe('By which a page’s sides may differ from A4.'),
          ink: millimetres(0, 10).default(1).describe('By which ink may reach into or out of a zone.'),
        })
        .prefault({})
        .describe('What the linter lets pass.'),
    })
    .prefault({});
}
