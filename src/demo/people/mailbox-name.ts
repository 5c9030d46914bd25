import type { Person } from './person.ts';

const SPELLINGS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'oe',
  ł: 'l',
  ı: 'i',
};

/** What a person would call their mailbox: `aenne.kroessbacher`, in ASCII. */
export function mailboxNameOf({ firstName, lastName }: Person): string {
  return [firstName, lastName]
    .filter((part) => part !== null)
    .map((part) =>
      part
        .toLowerCase()
        .replaceAll(/[äöüßøłı]/g, (letter) => SPELLINGS[letter] ?? '')
        .normalize('NFD')
        .replaceAll(/\p{M}/gu, '')
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('.')
    .slice(0, 40)
    .replace(/[-.]+$/, '');
}
