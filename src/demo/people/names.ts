/**
 * Invented people. Words that could stand in a log line for another reason are left out: a test searches all logs
 * for every name here (L8).
 */
export const WOMEN = [
  'Annegret',
  'Änne',
  'Brunhilde',
  'Dörte',
  'Friederike',
  'Gülsüm',
  'Hannelore',
  'Käthe',
  'Ljudmila',
  'Mechthild',
  'Roswitha',
  'Thị Hồng',
  'Ulrike-Sophie',
  'Waltraud',
  'Zübeyde',
] as const;

export const MEN = [
  'Alfons',
  'Burkhard',
  'Dietmar',
  'Eckehard',
  'Götz',
  'Hans-Jürgen',
  'Jörg',
  'Konstantin',
  'Mehmet',
  'Oğuzhan',
  'Raúl',
  'Siegbert',
  'Thorbjørn',
  'Volkmar',
  'Wolfdietrich',
] as const;

export const FAMILIES = [
  'Ährenfeld',
  'Brandstätter',
  'Çelikdağ',
  'Dreißigacker',
  'Eichelmännin',
  'von und zu Hohenstoffeln',
  'Großkopf-Wiesengrund',
  'Hölzlhuber',
  'Jędrzejewski',
  'Kößlbacher',
  'Leutheusser-Schnarrenberg',
  'Müßiggang',
  'Nowaczyński',
  'Öttinger',
  'Przybylski',
  'Quäck',
  'Rübenstrunk',
  'Süßmilch-Übelhör',
  'Tannhäuser',
  'Übelacker',
  'Wolkenstein-Trostburg',
  'Xanthopoulos',
  'Zschoche',
] as const;

export const TITLES = ['Dr.', 'Prof. Dr.', 'Dr. med. vet.', 'Dipl.-Ing.'] as const;
export const AUSTRIAN_TITLES = ['Mag.', 'DI', 'Dr.', 'Ing.', 'HR Dr.'] as const;

export const COMPANIES = [
  'Schreinerei Hölzl & Söhne GmbH',
  'Fahrschule „Grüne Welle“ Inh. Ümit Yıldırım e. K.',
  'Konditorei Übelhack & Töchter OHG',
] as const;
