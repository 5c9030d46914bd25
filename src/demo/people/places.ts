/** Streets of places where nobody checks the number; postal code and city belong together, all else is invented. */
export interface Place {
  readonly postalCode: string;
  readonly city: string;
}

export const GERMAN_PLACES: readonly Place[] = [
  { postalCode: '01067', city: 'Dresden' },
  { postalCode: '04109', city: 'Leipzig' },
  { postalCode: '07743', city: 'Jena' },
  { postalCode: '10623', city: 'Berlin' },
  { postalCode: '20095', city: 'Hamburg' },
  { postalCode: '23552', city: 'Lübeck' },
  { postalCode: '26122', city: 'Oldenburg' },
  { postalCode: '30159', city: 'Hannover' },
  { postalCode: '33602', city: 'Bielefeld' },
  { postalCode: '40213', city: 'Düsseldorf' },
  { postalCode: '48143', city: 'Münster' },
  { postalCode: '50667', city: 'Köln' },
  { postalCode: '66111', city: 'Saarbrücken' },
  { postalCode: '69117', city: 'Heidelberg' },
  { postalCode: '72070', city: 'Tübingen' },
  { postalCode: '79098', city: 'Freiburg im Breisgau' },
  { postalCode: '83471', city: 'Schönau am Königssee' },
  { postalCode: '90403', city: 'Nürnberg' },
  { postalCode: '97070', city: 'Würzburg' },
  { postalCode: '99084', city: 'Erfurt' },
];

export const AUSTRIAN_PLACES: readonly Place[] = [
  { postalCode: '1070', city: 'Wien' },
  { postalCode: '3100', city: 'St. Pölten' },
  { postalCode: '4020', city: 'Linz' },
  { postalCode: '5020', city: 'Salzburg' },
  { postalCode: '6020', city: 'Innsbruck' },
  { postalCode: '6900', city: 'Bregenz' },
  { postalCode: '8010', city: 'Graz' },
  { postalCode: '9020', city: 'Klagenfurt am Wörthersee' },
];

export const STREETS = [
  'Am Alten Güterbahnhof',
  'Birkenweg',
  'Bürgermeister-Fuß-Straße',
  'Dr.-Wilhelmine-Löwenstein-Straße',
  'Königsallee',
  'Straße der Einheit',
  'Zum Grünen Jäger',
  'Ährenweg',
  'Ölmühlgasse',
] as const;

export interface ForeignAddress extends Place {
  readonly street: string;
  readonly country: string;
  readonly addition: string | null;
}

export const FOREIGN_ADDRESSES: Readonly<Record<'CH' | 'FR' | 'GB' | 'PL' | 'US', ForeignAddress>> = {
  CH: {
    street: 'Bahnhofstrasse 211',
    postalCode: '8001',
    city: 'Zürich',
    country: 'CH',
    addition: null,
  },
  FR: {
    street: '17, rue de l’Évêché',
    postalCode: '67000',
    city: 'Strasbourg',
    country: 'FR',
    addition: 'Résidence Les Tilleuls, bâtiment C',
  },
  GB: {
    street: '221 Upper Marsh Terrace',
    postalCode: 'SE1 7RG',
    city: 'London',
    country: 'GB',
    addition: 'Flat 4b',
  },
  PL: {
    street: 'ul. Świętokrzyska 14a/7',
    postalCode: '00-050',
    city: 'Warszawa',
    country: 'PL',
    addition: null,
  },
  US: {
    street: '1207 Linden Avenue NW',
    postalCode: '97204',
    city: 'Portland, OR',
    country: 'US',
    addition: 'Apt 12',
  },
};
