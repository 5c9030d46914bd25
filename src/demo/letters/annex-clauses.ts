/** Invented conditions, worded as such conditions are: title and text. */
export const ANNEX_CLAUSES: readonly (readonly [string, string])[] = [
  [
    'Gegenstand der Versicherung',
    'Versichert sind die im Versicherungsschein genannten Sachen und Gefahren. Wir leisten Entschädigung für versicherte Sachen, die durch einen Versicherungsfall zerstört oder beschädigt werden oder infolge eines solchen Ereignisses abhandenkommen.',
  ],
  [
    'Beginn des Schutzes',
    'Der Versicherungsschutz beginnt zu dem im Versicherungsschein angegebenen Zeitpunkt, wenn Sie die erste Zahlung rechtzeitig leisten. Er besteht rund um die Uhr, soweit nichts anderes vereinbart ist.',
  ],
  [
    'Dauer und Ende',
    'Der Vertrag ist für die im Versicherungsschein angegebene Zeit geschlossen. Er verlängert sich jeweils um ein Jahr, wenn nicht Ihnen oder uns spätestens einen Monat vor dem Ablauf eine Kündigung zugegangen ist.',
  ],
  [
    'Pflichten vor dem Schaden',
    'Sie haben alle gesetzlichen, behördlichen und vereinbarten Sicherheitsvorschriften einzuhalten, die versicherten Sachen in ordnungsgemäßem Zustand zu erhalten und Mängel unverzüglich beseitigen zu lassen.',
  ],
  [
    'Pflichten im Schadenfall',
    'Nach einem Schaden haben Sie nach Möglichkeit für dessen Abwendung und Minderung zu sorgen, uns den Schaden unverzüglich anzuzeigen und Weisungen einzuholen, soweit die Umstände es gestatten. Das Schadenbild ist so lange unverändert zu lassen, bis wir es freigegeben haben.',
  ],
  [
    'Umfang der Entschädigung',
    'Ersetzt wird bei zerstörten Sachen der Betrag, der aufzuwenden ist, um Sachen gleicher Art und Güte in neuwertigem Zustand wiederzubeschaffen; bei beschädigten Sachen die notwendigen Kosten der Reparatur.',
  ],
  [
    'Entschädigungsgrenzen',
    'Für Bargeld, Urkunden, Schmuck und sonstige Wertsachen ist die Entschädigung je Versicherungsfall auf den im Versicherungsschein genannten Anteil der Versicherungssumme begrenzt.',
  ],
  [
    'Zahlung der Entschädigung',
    'Die Entschädigung wird fällig, wenn unsere Feststellungen zum Grund und zur Höhe des Anspruchs abgeschlossen sind. Einen Monat nach Meldung des Schadens können Sie den Betrag als Abschlag verlangen, der voraussichtlich mindestens zu zahlen ist.',
  ],
  [
    'Mehrere Versicherer',
    'Sind dieselben Sachen bei mehreren Versicherern gegen dieselbe Gefahr versichert, so sind Sie verpflichtet, uns die andere Versicherung unverzüglich mitzuteilen.',
  ],
  [
    'Gefahrerhöhung',
    'Nach Abgabe Ihrer Vertragserklärung dürfen Sie ohne unsere Einwilligung keine Gefahrerhöhung vornehmen oder deren Vornahme durch andere gestatten. Eine Gefahrerhöhung, die unabhängig von Ihrem Willen eintritt, ist uns unverzüglich anzuzeigen.',
  ],
  [
    'Anzeigen und Erklärungen',
    'Erklärungen und Anzeigen, die den Vertrag betreffen, sind in Textform abzugeben, soweit gesetzlich nichts anderes bestimmt ist. Haben Sie uns eine Änderung Ihrer Anschrift nicht mitgeteilt, so genügt ein eingeschriebener Brief an die letzte uns bekannte Anschrift.',
  ],
  [
    'Verjährung',
    'Ansprüche aus dem Vertrag verjähren in drei Jahren. Ist ein Anspruch bei uns angemeldet worden, so zählt der Zeitraum zwischen Anmeldung und Zugang unserer Entscheidung nicht mit.',
  ],
  [
    'Zuständiges Gericht',
    'Für Klagen gegen uns ist das Gericht an unserem Sitz oder an Ihrem Wohnsitz zuständig. Ziehen Sie in ein Land außerhalb der Europäischen Union, so ist das Gericht an unserem Sitz zuständig.',
  ],
];
