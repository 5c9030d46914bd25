import type { Zone } from '../letter-geometry.ts';

export function intersects(a: Zone, b: Zone): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function contains(outer: Zone, inner: Zone): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** Every side moved outwards by `by` millimetres; inwards where it is negative. */
export function grown(zone: Zone, by: number): Zone {
  return {
    x: zone.x - by,
    y: zone.y - by,
    width: Math.max(0, zone.width + 2 * by),
    height: Math.max(0, zone.height + 2 * by),
  };
}

/** The smallest rectangle around both. */
export function around(a: Zone, b: Zone): Zone {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/**
 * A zone that must be free, less the tolerance: ink may reach into it so far. Where it ends at the paper's edge nothing
 * reaches in from there, and a hairline at the very edge counts.
 */
export function withoutTolerance(
  zone: Zone,
  tolerance: number,
  page: { readonly widthMm: number; readonly heightMm: number },
): Zone {
  const left = zone.x <= 0 ? 0 : zone.x + tolerance;
  const top = zone.y <= 0 ? 0 : zone.y + tolerance;
  const right = zone.x + zone.width >= page.widthMm ? page.widthMm : zone.x + zone.width - tolerance;
  const bottom = zone.y + zone.height >= page.heightMm ? page.heightMm : zone.y + zone.height - tolerance;
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
