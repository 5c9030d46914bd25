/**
 * RC4, which decrypts as it encrypts. Node's OpenSSL keeps it back as legacy, rightly: nothing is kept secret with it
 * here, old PDFs are only read.
 */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i += 1) {
    const own = at(state, i);
    j = (j + own + at(key, i % key.length)) & 255;
    state[i] = at(state, j);
    state[j] = own;
  }
  const result = new Uint8Array(data.length);
  for (let n = 0, i = 0, j = 0; n < data.length; n += 1) {
    i = (i + 1) & 255;
    const own = at(state, i);
    j = (j + own) & 255;
    const other = at(state, j);
    state[i] = other;
    state[j] = own;
    result[n] = at(data, n) ^ at(state, (own + other) & 255);
  }
  return result;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
