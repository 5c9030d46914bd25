/** ASCII85 as ReportLab writes it: no line ends, `~>` at the end (ISO 32000-1, 7.4.3). */
export function encodeAscii85(bytes: Uint8Array): Buffer {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const taken = Math.min(4, bytes.length - at);
    const word = Buffer.alloc(4);
    word.set(bytes.subarray(at, at + taken));
    groups.push(group(word.readUInt32BE(0), taken));
  }
  return Buffer.from(`${groups.join('')}~>`, 'latin1');
}

function group(word: number, taken: number): string {
  if (word === 0 && taken === 4) return 'z';
  const digits: string[] = [];
  for (let rest = word, i = 0; i < 5; i += 1) {
    digits.unshift(String.fromCharCode((rest % 85) + 33));
    rest = Math.floor(rest / 85);
  }
  return digits.slice(0, taken + 1).join('');
}
