/** The invented insurer of the demo: on its letters and in its configuration the same. */
export const DEMO_INSURER = {
  name: 'Lindenwald Versicherung AG',
  shortName: 'Lindenwald',
  claim: 'Versicherung',
  senderLine: 'Lindenwald Versicherung AG · Lindenallee 7 · 04109 Leipzig',
  addressLines: ['Lindenwald Versicherung AG', 'Lindenallee 7', '04109 Leipzig'],
  austrianSenderLine: 'Lindenwald Versicherung AG · Lindengasse 12 · 1070 Wien',
  domain: 'lindenwald.example',
  phone: '0341 000 70-0',
  austrianPhone: '+43 1 000 70-0',
  imprintLines: [
    'Lindenwald Versicherung AG, Lindenallee 7, 04109 Leipzig',
    'Sitz der Gesellschaft Leipzig, Amtsgericht Leipzig HRB 00000',
    'Vorstand Dr. Friederike Tannhäuser (Vorsitz), Konstantin Wiesengrund',
    'Aufsichtsrat Rosalinde Espenlaub (Vorsitz)',
    'Aufsichtsbehörde Bundesanstalt für Finanzdienstleistungsaufsicht',
  ],
  /** The example IBAN of the German banking industry's own documentation: nobody's account. */
  iban: 'DE89 3704 0044 0532 0130 00',
  creditorId: 'DE98ZZZ09999999999',
} as const;
