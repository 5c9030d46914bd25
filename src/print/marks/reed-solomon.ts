/** The field of DataMatrix: GF(2⁸) modulo x⁸ + x⁵ + x³ + x² + 1 (ISO/IEC 16022, 5.7.2). */
const MODULUS = 0x12d;

const POWERS = new Uint8Array(510);
const LOGARITHMS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  POWERS[exponent + 255] = value;
  LOGARITHMS[value] = exponent;
  value <<= 1;
  if (value > 255) value ^= MODULUS;
}

function product(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return POWERS[(LOGARITHMS[a] ?? 0) + (LOGARITHMS[b] ?? 0)] ?? 0;
}

const GENERATORS = new Map<number, Uint8Array>();

/** (x − α)(x − α²)…(x − αⁿ) without its leading 1, the highest power first. */
function generatorOf(count: number): Uint8Array {
  const known = GENERATORS.get(count);
  if (known !== undefined) return known;
  let polynomial = [1];
  for (let exponent = 1; exponent <= count; exponent += 1) {
    const root = POWERS[exponent] ?? 0;
    const next = [...polynomial, 0];
    for (const [index, coefficient] of polynomial.entries()) {
      next[index + 1] = (next[index + 1] ?? 0) ^ product(coefficient, root);
    }
    polynomial = next;
  }
  const generator = Uint8Array.from(polynomial.slice(1));
  GENERATORS.set(count, generator);
  return generator;
}

/** The codewords that let a reader correct up to half as many wrong ones. */
export function errorCorrection(data: Uint8Array, count: number): Uint8Array {
  const generator = generatorOf(count);
  const rest = new Uint8Array(count);
  for (const codeword of data) {
    const factor = codeword ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (let index = 0; index < count; index += 1) {
      rest[index] = (rest[index] ?? 0) ^ product(generator[index] ?? 0, factor);
    }
  }
  return rest;
}
