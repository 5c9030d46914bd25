import type { SensitiveClass } from '../../domain/content.ts';

/**
 * S11, read in the text itself: words of Art. 9 and 10 GDPR, of medicine, personal insurance and penalties, in German
 * and Austrian use. It is the minimum: the catalogue can add words (`contentGuard`), never take one away. Texts are
 * folded (`plain-text.ts`): lower case, umlauts spelt out. A word too many costs a letter by post; a word too few would
 * send a diagnosis by e-mail.
 */

/**
 * Any of these, as whole words: separated by ` | ` or by a line break, each a regular expression (`\w*` for the rest of a
 * compound), in any order.
 */
function anyOf(words: string): RegExp {
  const alternatives = words.split(/ \| |\n/u).map((word) => word.trim());
  return new RegExp(String.raw`\b(?:${alternatives.filter((word) => word !== '').join('|')})\b`, 'gu');
}

/** One of them suffices: no letter about cars and houses uses it. */
export const STRONG_WORDS: Readonly<Record<SensitiveClass, RegExp>> = {
  medical: anyOf(String.raw`
    woechnerin\w* | laser(?:behandlung|operation)\w* | krankenrueck\w* | krankentransport(?!wagen|fahrzeug)\w* | rueckenproblem\w* | ambulanzfl\w*
    bestrahlung\w* | krankenzimmer\w* | krankenhaus(?:rechnung|kosten) | klinik(?:rechnung|arzt|aerzt|bericht)\w* | wahlarzt\w* | sprechstunde\w* | nachuntersuchung\w* | ueberweisung zum \w+arzt
    blutverduenn\w* | blutfett\w* | blutzucker\w* | blutgruppe\w* | hoer(?:pruefung|test|verlust|sturz)\w* | sehtest\w* | zahnspange\w* | kieferorthop\w*
    rettungswagen(?:fahrt|transport)? | rettungsdienst | krankenwagen | krankenfahrt\w* | uniklin\w* | akupunktur\w* | homoeopath\w* | suizid\w* | selbstmord\w*
    mutterschaft(?!shilfe)\w* | wochenbett\w* | in der \d+\. (?:schwangerschafts)?woche | uebergewicht\w* | adipositas | untergewicht\w* | gelbfieber\w* | tollwut\w*
    (?:die|der|ihre|einer|eine|zur) kur (?:in|im|ab|vom|wurde|wird) | anschlussheil\w* | vorsorgeuntersuch\w* | zuzahlung (?:zu|zur|fuer) | wegen (?:ihres|ihrer|des|seiner|seines) (?:rueckens|herzens|knies|beins?|arms?|auges|augen|ohren|huefte|schulter|wirbelsaeule)
    (?:reise|flug|transport)unfaehig\w* | narb(?:e|en) | verbandmaterial\w* | sanitaetshaus\w* | optikerrechnung\w* | beiden? (?:ohren|augen|knien?|beinen)
    rezept(?:gebuehr\w*|pflichtig\w*)? fuer (?:ihr|das|den|die) \w+ | rezeptgebuehr\w* | insulin\w* | teststreifen
    antibiotik\w* | [ck]ortison\w* | schmerzmittel\w* | tabletten(?! fuer (?:die )?(?:spuel|wasch))
    ibuprofen | paracetamol | morphi\w* | penicillin | dioptrien? | sehstaerke\w* | kontaktlinsen | augenlaser\w*
    grauen? stars? | gruenen? stars? | \w*spiegelung(?! (?:der|des|von) (?:daten|festplatte|server)) | mrt | computertomogra\w*
    kernspin\w* | magnetresonanz\w* | ultraschallunter\w* | sonogra\w* | mammogra\w* | biops\w* | abstrich\w* | laborbericht\w*
    (?:leber|blut|nieren|zucker|cholesterin|entzuendungs|tumor)werte?\w* | heilpraktik\w* | osteopath\w* | podolog\w*
    internist(?:in|en)? | dermatolog\w* | hno(?:-\w+)? | psychoanaly\w* | hospiz\w* | palliativ\w* | notaufnahme
    rettungshubschrauber | kompressionsstruempf\w* | rollator\w* | kruecken | orthese\w* | inkontinen\w* | blasenschwaeche
    ableben(?:s)?(?: (?:ihrer|ihres|der|des|von))\b | todesfallbescheinigung\w* | totenschein\w* | beatmung\w* | genesungsgeld\w*
    kinderwunsch\w* | kuenstliche befruchtung | verhuetung\w* | sterilisation\w* | entwoehnung\w* | entzugs(?:klinik|therapie|behandlung)\w*
    arztbericht | arztbrief | arztrechnung | arztbesuch\w* | arzthonorar | (?!tier)\w{3,}arzt(?:es|s)?
    (?!tier)\w*arzt(?:rechnung|kosten|termin|zeugnis|attest|befund)\w*
    (?:beim|zum|vom|ihres|ihrem|ihren|den|dem|einem|einen|eines|durch) (?:arzt(?:es)?|aerztin)
    (?:im|ins|des|vom|aus dem) (?:spitals?|krankenhaus(?:es)?)
    (?:in|der|aus der|die) (?:universitaets)?klinik | krankmeldung\w*
    zahn(?!rad|riemen|kranz|stange|spachtel|zusatz|versicherung|tarif|schutz)\w* | \w*zaehne\w*
    behandlung (?:unsere[rs]|ihrer|ihres) (?:versicherten|tochter|sohnes|kindes|frau|mannes|gatten|gattin|mutter|vaters)
    hebamm\w* | mediziner\w* | primars? | krebs\w* | privataerzt | hausaerzt | fachaerzt | amtsaerzt
    chefaerzt | oberaerzt | notaerzt | gutachteraerzt | vertrauensaerzt
    (?:haus|fach|amts|chef|ober|zahn|kinder|frauen|nerven|betriebs|vertrauens|kassen|wahl|stations|augen|haut)arzt(?:es|s)?
    (?:haus|fach|amts|zahn|nerven|betriebs|vertrauens|kassen|wahl|frauen)aerzt\w* | aerztlich\w*
    zahnaerztlich\w* | fachaerztlich\w* | behandelnde[nrms]? (?:arzt|aerzt)\w* | medizinisch\w*
    rehamedizin\w* | patient(?:in|en|innen) | patientenbrief
    krankenhaus(?:aufenthalt|behandlung|bericht|rechnung)\w* | klinikaufenthalt | spitals?aufenthalt
    stationaere[nrs]? (?:aufenthalt|behandlung|aufnahme|heil)\w*
    ambulante[nrs]? (?:behandlung|operation|therapie)\w* | heilbehandlung\w* | behandlungsplan
    behandlungskosten | heil- und kostenplan\w* | heilmittel\w* | hilfsmittelverordnung | physiotherap\w*
    psychotherap\w* | psychiatr\w* | psychisch\w* | psycholog\w* | chemotherap\w* | strahlentherap\w*
    ergotherap\w* | logopaed\w* | chirurg\w* | orthopaed\w* | onkolog\w* | kardiolog\w* | neurolog\w*
    gynaekolog\w* | urolog\w* | radiolog\w* | roentgen\w* | laborwert\w* | blutbild\w* | blutdruck\w*
    medikament(?:e|en|oes\w*|enplan|ion)? | arzneimittel\w* | verordnet\w* (?:praeparat|mittel)\w*
    schwanger\w* | fehlgeburt\w* | totgeburt\w* | kaiserschnitt\w* | entbindung (?:im|in|am)
    mutterschutz\w* | hoergeraet\w* | sehbehind\w* | (?:\w*dienst|flug|arbeits|haft)(?:un)?tauglich\w* | ekg
    kurkosten | pflegebett\w* | narkose\w* | transplant\w* | dialyse\w* | gute besserung | krankenpfleg\w*
    kinderpsych\w* | arztbestaetigung\w* | infusion\w* | impfung\w* | geburtshilfe
    schweigepflichtentbindung\w* | schweigepflichtsentbindung\w* | entlassungsbericht\w*
    operationsbericht\w* | op-bericht | reha(?:bilitation\w*|klinik|massnahme\w*) | kuraufenthalt\w*
    kurantrag\w* | implantat\w* | zahnersatz\w* | wurzelbehandlung\w* | krankheitsbild\w*
    krankengeschichte | krankheitsverlauf | anamnes\w* | symptom\w* | prothese\w* | krankschreib\w*
    krankgeschrieben | krankenstand\w* | arbeitsunfaehig\w* | genesung\w* | sterbeurkunde | todesursache
    obduktion\w*
  `),
  diagnosis: anyOf(String.raw`
    tinnitus | ohrgeraeusch\w* | schwindel(?:anfall\w*|gefuehl\w*|beschwerden)? und \w+ | panikattack\w* | schlafapnoe\w* | neurodermitis
    schuppenflechte | psoriasis | gicht | morbus \w+ | zoeliakie | borreliose | gastritis | nierenstein\w* | gallenstein\w*
    (?:leisten|nabel|zwerchfell)bruch\w* | krampfader\w* | aneurysma\w* | sepsis | lungen\w* | magersucht | bulimie | essstoerung\w*
    zwangsstoerung\w* | schizophren\w* | bipolar\w* | spielsucht | alkoholsucht | trockene[rn]? alkoholiker\w*
    (?:haupt|neben|verdachts|erst|dauer|entlassungs|arzt)diagnos\w* | diagnostizier\w* | diagnoseschluessel
    icd-?10\w* | icd-?(?:code|schluessel|ziffer)\w*
    krebs(?:erkrankung|leiden|behandlung|vorsorge|therapie)\w* | karzinom\w* | tumor\w* | metastas\w*
    diabet\w* | depress(?:ion|iv)\w* | burn-?out | hypertonie\w* | bluthochdruck\w* | herzinfarkt\w*
    schlaganfall\w* | bandscheibe\w* | arthrose\w* | epileps\w* | asthma\w* | multiple[rn]? sklerose
    demenz\w* | alzheimer\w* | hiv | hepatitis | infektion\w* | fraktur\w* | meniskus\w* | kreuzband\w*
    gehirnerschuetterung\w* | schaedel-?hirn\w* | schleudertrauma\w* | hws\w* | lws\w*
    querschnitt(?:slaehmung|gelaehmt)\w* | suchterkrankung\w* | alkoholabhaeng\w* | abhaengigkeitserkrank\w*
    behinderung\w* | schwerbehind\w* | grad der behinderung | krankheit(?:en)? | erkrankung\w* | erkrankt\w*
    vorerkrankung\w* | allergie\w* | migraene\w* | grippe\w* | bronchitis\w* | schilddruese\w*
    (?:krampf)?anfaelle\w* | \w*unvertraeglichkeit\w*
    herz(?:rhythmus|leiden|schwaeche|klappe|operation|krank|insuffizienz|schrittmacher)\w*
    \w*entzuendung\w* | rheuma\w* | osteoporose\w* | parkinson\w* | leukaemie\w* | thrombose\w* | embolie\w*
    geschwulst\w* | suchtkrank\w* | \w*syndrom\w* | trauma\w* | angststoerung\w* | adhs | autis\w*
    laehmung\w* | \w*laehmung | \w*vorfall am | bandscheibenvorfall\w* | covid\w*
  `),
  health_questions: anyOf(String.raw`
    trinken sie (?:\w+ ){0,4}(?:bier|wein|alkohol) | alkoholkonsum\w* | zigaretten (?:am|pro) tag
    gesundheitsfrag\w* | gesundheitserklaerung\w* | gesundheitsangab\w* | gesundheitspruefung\w*
    gesundheitszustand\w* | gesundheitsverhaeltniss\w* | gesundheitsdaten | gesundheitlich\w*
    gesundheitszeugnis | risikovoranfrage | rauchen sie
    nehmen sie (?:\w+ )?(?:medikamente|arznei\w*|tabletten) | (?:gesundheits|risiko)fragebogen
    raucherstatus | koerpergroesse | body-?mass-?index | bmi
  `),
  health_insurance: anyOf(String.raw`
    (?:in der|in die|zur|ihrer|ihre|seiner|seine) (?:privaten |gesetzlichen )?krankenversicherung (?:ab|des|ihres|seit|mit|fuer) | mitversicherung ihres neugeborenen
    krankenversichert\w* | krankenversicherer | krankenkasse\w* | oesterreichische[nr]? gesundheitskasse
    gesundheitskasse | krankenhaustagegeld\w* | krankentagegeld\w* | krankengeld\w* | krankheitskosten\w*
    privatpatient\w* | beihilfe(?:berechtigt|stelle|satz|tarif|fall|faehig)\w* | leistungsabrechnung\w*
    sonderklasse\w* | wahlleistung\w* | zweibettzimmer | einbettzimmer | chefarztbehandlung | goae | goz
    pkv-\w+ | pflegepflichtversicherung | zahnstaffel | basistarif | standardtarif
  `),
  accident_insurance: anyOf(String.raw`
    gliedertaxe | unfallrente\w* | unfallanzeige zur unfallversicherung | unfalltod\w*
    unfallinvaliditaet\w* | unfallleistung\w* | dauerinvaliditaet\w* | invaliditaet\w*
    dauernde[nr]? invaliditaet | bergungskosten | taggeld\w* | unfallkrankenhaus\w* | unfallfolge\w*
    unfallverletzung\w* | arbeitsunfall\w* | wegeunfall\w* | dienstunfall\w* | gefahrengruppe\w*
    freizeitunfall\w* | sportunfall\w* | skiunfall\w* | berufsgenossenschaft\w* | progressionsstaffel
    unfall-?kombirente
  `),
  disability_or_care: anyOf(String.raw`
    senioren(?:heim|stift|residenz)\w* | alten(?:heim|pflege)\w* | betreutes wohnen | tagespflege\w* | kurzzeitpflege\w* | verhinderungspflege\w* | gesetzliche[rn]? betreu\w* | vorsorgevollmacht\w*
    berufsunfaehig(?:keit|keitsrente|keitsleistung|en|er|e)?
    bu-(?:rente|leistung|antrag|grad|fall|schutz|vertrag)\w* | erwerbsunfaehig\w* | erwerbsminder\w*
    dienstunfaehig\w* | invalid(?:en|ische?)\w* | pflegegrad\w* | pflegestufe\w* | pflegegeld\w*
    pflegebeduerf\w* | wiedereingliederung\w* | arbeitsassistenz | behindertengerecht\w* | pflegetagegeld\w*
    pflegedienst\w* | pflegeheim\w* | hauspflege\w* | verlust der grundfaehigkeit
    grad der erwerbsminderung | minderung der erwerbsfaehigkeit | mde
  `),
  personal_injury: anyOf(String.raw`
    (?:verletzung|verletzungen) (?:ihre[srm]?|des|der|seine[srm]?) (?:mitarbeiter|angestellten|frau|mannes|sohnes|tochter|kindes|fahrer|beifahrer|insassen|lehrling)\w*
    beeintraechtigung (?:ihre[srm]?|des|der) (?:rechten |linken |beiden )?(?:bein|arm|hand|fuss|auge|knie|schulter|huefte|ruecken|finger)\w*
    (?:sitzt|sass|seitdem|seither|auf den|auf einen|im) rollstuhl | bewusstlos\w* | querschnitt\w* | amputat\w* | amputiert\w* | verbrennung(?:en)? (?:\w+ )?grades
    schmerzensgeld\w* | schmerzengeld\w* | koerperverletz\w* | koerperschaeden? | koerperschaden
    prellung\w* | platzwunde\w* | schnittwunde\w* | schuerfwunde\w*
    (?:knochen|rippen|arm|bein|hand|becken|schluesselbein|nasen|wirbel|unterarm|oberschenkel|finger|fuss|handgelenks?|sprunggelenks?|knoechel)br(?:uch|ueche)s?
    verletzungsfolge\w* | (?:schwer|leicht|lebensgefaehrlich)verletzt\w*
    (?:schwer|leicht|lebensgefaehrlich|erheblich) verletzt\w* | heilungsverlauf | koerperteil\w*
    bleibende[nrs]? (?:beeintraechtigung|einschraenkung|schaeden|schaden)
    prozent (?:einschraenkung|beeintraechtigung) | \w*schmerzen | sehminderung | hoerminderung
    (?:arm|bein|hand|rippen?|nase|finger|schulter|huefte|knie|wirbel|fuss|zehe?) (?:\w+ ){0,2}gebrochen
    heilverlauf\w* | dauerschaden | haushaltsfuehrungsschaden
    verdienstausfall wegen (?:verletzung|krankheit) | hundebiss\w* | bisswunde\w* | behandlungsfehler\w*
    kunstfehler\w* | aerztehaftpflichtfall | hinterbliebenen\w* | verunglueckt\w* | trauerschmerzengeld
    tod (?:ihres|ihrer|des) (?:mannes|frau|vaters|mutter|kindes|sohnes|tochter|versicherten)
  `),
  criminal_matters: anyOf(String.raw`
    fuehrerschein (?:wurde|ist|wird) (?:\w+ ){0,4}(?:eingezogen|entzogen|abgenommen|beschlagnahmt|sichergestellt)
    gegen sie (?:\w+ ){0,2}anzeige | anzeige gegen (?:sie|ihren|ihre)
    verfahren gegen (?:sie|ihren|ihre|den fahrer|den lenker)\b | gegen zahlung (?:von|einer) [^.]{0,30}(?:eingestellt|einstellung) | geldauflage\w* | bewaehrung | schuldspruch\w* | ladendiebst\w* | verhaftet\w* | festgenommen\w*
    strafverfahren\w* | strafverfuegung\w* | straferkenntnis\w* | strafbefehl\w* | strafanzeige\w*
    strafantrag\w* | strafprozess\w* | strafsache\w* | strafregister\w* | strafgericht\w*
    strafverteidig\w* | straftat\w* | strafakt\w* | strafhaft | strafkammer | strafrichter\w*
    landesgericht fuer strafsachen | anonymverfuegung\w* | organ(?:straf)?mandat\w*
    organstrafverfuegung\w* | verwaltungsstraf\w* | verwaltungsuebertretung\w*
    bussgeld(?:bescheid|verfahren|sache|stelle|behoerde)\w* | bussgeld(?:es|s)?
    ordnungswidrigkeit(?:en)?(?:verfahren|anzeige)? | ermittlungsverfahren\w* | staatsanwalt\w*
    amtsanwaltschaft\w* | anklageschrift\w* | angeklagt\w* | beschuldigt(?:e|er|en|envernehmung)
    (?:rechtskraeftig|straf\w*) verurteil\w* | verurteilt\w* | verurteilung\w* | vorstrafe\w*
    vorbestraft\w* | fuehrungszeugnis\w* | leumundszeugnis\w* | geldstrafe\w* | freiheitsstrafe\w*
    haftstrafe\w* | untersuchungshaft | bewaehrungs\w* | justizvollzug\w* | justizanstalt\w* | diversion\w*
    tagessaetze\w* | tagessatz\w* | fahrerlaubnisentzug | entziehung der fahrerlaubnis
    fuehrerscheinentzug\w* | entzug (?:der lenkberechtigung|des fuehrerscheins) | fahrverbot\w*
    fuehrerschein(?:abnahme|verlust)\w*
    ohne (?:gueltigen? |gueltige )?(?:fuehrerschein|fahrerlaubnis|lenkberechtigung) | betaeubungsmittel\w*
    drogen\w* | suchtmittel\w* | unterschlagung\w* | beleidigung\w* | noetigung\w*
    betrugs?(?:versuch|vorwurf|verfahren)\w* | haft(?:befehl|anstalt|entlassung)\w* | inhaftier\w*
    gefaengnis\w* | brand (?:selbst|vorsaetzlich) \w+ | (?:abstands|geschwindigkeits|rotlicht)verstoss\w*
    verwarnungsgeld\w* | gegen sie (?:wird )?ermittelt | blutalkohol\w* | atemalkohol\w* | alkotest\w*
    trunkenheit\w* | alkoholisiert\w* | promille(?! (?:der|des|vom|von|je)) | alkoholeinfluss\w*
    blutprobe\w* | unfallort (?:entfernt|verlassen) | verwaltungsstrafe\w* | jugendrichter\w* | kripo
    kriminalpolizei\w* | fahrerflucht | unfallflucht | unerlaubte[sn]? entfernen
    fahrlaessige[rn]? (?:koerperverletzung|toetung) | tatvorwurf\w* | betrugsverdacht\w*
    brandstiftung durch sie
  `),
  special_category: anyOf(String.raw`
    selbstbestimmungsgesetz\w* | gesetz ueber die selbstbestimmung | geschlechtseintrag\w* | personenstandsaenderung\w*
    (?:kirche|religionsgemeinschaft|gewerkschaft|partei) angehoer\w* | kirchenmitglied\w* | konfessionslos\w* | homosexuell\w* | gewerkschaftsbeitrag\w*
    religionszugehoerigkeit | konfession(?:en|szugehoerigkeit)? | kirchensteuermerkmal\w*
    gewerkschaft(?:smitglied\w*|szugehoerigkeit) | sexuelle[rn]? orientierung | ethnische\w* herkunft
    parteimitglied\w* | biometrische[nr]? daten | genetische\w* \w+ | gentest\w* | transgender
    geschlechtsangleich\w* | geschlechtsaenderung\w* | lebenspartnerschaftsurkunde
  `),
};

/** They stand in harmless letters too: `WEAK_WORDS_NEEDED` different ones make a text sensitive. */
export const WEAK_WORDS: Readonly<Record<'health' | 'penalty', RegExp>> = {
  health: anyOf(String.raw`
    rueckenproblem\w* | neugeboren\w* | wochenstation | woechnerin\w* | laser(?:behandlung|operation)\w* | (?:mitarbeiter|beschaeftigt)\w* verletzt | einzelzimmer\w* | ruecktransport\w*
    unfall(?:s|es|folgen|tag|hergang|bedingt\w*)? | ambulanz\w* | apothek\w* | optik(?:er|erin)? | labor(?:s|e|kosten)? | arztes | aerzt\w* | befinden | wohlergehen
    kopf | stirn | gesicht\w* | hals | kiefer | ohr(?:en)? | ellbogen | ellenbogen | unterarm\w* | daumen | finger[sn]? | zeh(?:e|en) | wade\w* | knoechel\w* | ferse | becken | rippe[n]? | muskel\w* | sehne[n]? | gelenk\w* | nerv(?:en)?
    haende | beine | arme | wunde[n]? | narbe[n]? | blut\w* | bluter\w* | nahtstelle | gips\w* | verband | pflaster | salbe[n]? | tropfen | spritze[n]? | praeparat\w*
    rauche[nr]?\w* | raucht | zigar\w* | nikotin\w* | nuechtern | abgeklungen | ausgeheilt | verheilt\w* | auskuriert\w* | genesen | erholt | arbeitsaufnahme | voll arbeiten | wieder arbeiten
    belastbar\w* | einschraenkung\w* | beschwerdefrei\w* | gesund | gesundheit(?:s\w+|lich\w*)? | krank(?:heits\w*)? | erkrank\w* | rente[n]? | weiterzahlung | nachweis eines | sitzung(?:en)? | anwendung(?:en)? | massage[n]? | gymnastik | baeder | sauna
    zimmerzuschlag\w* | begleitperson | aufnahmetag | entlassung | einweisung\w* | ueberweisungsschein\w* | krankenschein\w* | e-card | versichertenkarte | eingereicht\w* | einreichung
    bein(?:s|en?)? | arm(?:s|en?)? | fuss(?:es)? | fuesse | bauch | brust | lunge | leber | niere[n]? | magen | darm | haut
    brille | einlagen | rezept(?:e|en|s)? | schwindel | fieber | uebelkeit | muedigkeit | gutachter\w* | beeintraechtigung\w*
    nachsorge | vorsorge(?:untersuchung\w*)? | ableben | therapeut\w* | tagegeld
    arzt | aerzte | aerztin | aerztinnen | doktors? | krankenhaus(?:es)? | spital(?:s|es)? | klinik(?:en)?
    ambulanz | ambulante?n? | operation(?:en)? | operiert\w* | therap\w* | attest\w* | befund\w*
    apotheke\w* | kur | reha | untersuch(?:ung|ungen|t) | behandlung(?:en)? | behandelt\w* | stationaer\w*
    beschwerden | schmerz\w* | heilung\w* | verordnung\w* | pflege | schweigepflicht | krank | dosis
    tabletten | impf\w* | rollstuhl\w* | diagnosen? | patient | leiden | syndrom\w* | chronisch\w* | icd
    raucher | nichtraucher | koerper | gewicht | berufsunfaehigkeit\w* | erwerbsfaehig\w* | pflegekraft
    krankenpfleger\w* | verletzt(?:e|en|er)? | verletzung(?:en)? | personenschaden | verstorben\w* | wunden?
    gebissen | sturz\w* | gestuerzt | knie | schulter | huefte | ruecken | wirbelsaeule | nacken
    handgelenk | augen? | geburt | gebuehrenordnung | erste hilfe | unfall
  `),
  penalty: anyOf(String.raw`
    anzeige | angezeigt\w* | richter(?:in)? | weitergefahren | geflohen | festnahme | fahndung\w* | aktenzeichen der | polizeiinspektion | regress\w* | vorwurf\w* | beschuldig\w*
    polizei\w* | strafen? | strafbar\w* | gericht | bezirksgericht\w* | amtsgericht\w* | landesgericht\w*
    verteidig\w* | vergehen | vorsatz | tat | taeter\w* | zeuge\w* | verhandlung\w* | hauptverhandlung\w*
    fuehrerschein\w* | alkohol\w* | einspruch | bezirkshauptmannschaft | anklage | vernommen | ermittelt
    verdacht\w*
  `),
};

/** The class that weak words tell of together. */
export const CLASS_OF_WEAK_WORDS = { health: 'medical', penalty: 'criminal_matters' } as const;

/** Different weak words of one group that together say what none says alone. */
export const WEAK_WORDS_NEEDED = 2;

/** Passages that look like the matter and are not: taken out before anything is looked for. */
export const HARMLESS_PASSAGES: readonly RegExp[] = [
  // People whose name is a word: Frau Krebs, Herrn Dr. Anton Arzt; not: Ihre Frau an Krebs.
  /\b(?:frau|herrn?|familie|eheleute)\s+(?:(?:prof|dr|med|mag)\.?\s+)*(?:(?!an|am|hat|hatte|mit|und|wegen|gegen|durch|nach|bei|ist|als|ihr\b|ihre|der|die|den|vom|von|trotz)[\p{L}-]+\s+)?(?:krebs|arzt|doktor|kranker|pfleger|schmerz|spital|klinik|leiden|fieber|richter|strafe)\b(?![\p{L}-])/gu,
  // Technical instruments.
  /\broentgen(?:pruef|mess|fluoreszenz)\w*/gu,
  // Streets, squares and what stands in them: Krankenhausstraße, Am Spital 3, Kurpark, Gerichtsplatz.
  /\b[\p{L}-]*(?:strasse|strassl|gasse|gassl|weg|platz|allee|promenade|ufer|steig|damm|graben|zeile|siedlung|viertel)\b|\b[\p{L}-]+str\.(?=\s)/gu,
  /\b(?:am|an der|an dem|beim|bei der|zum|zur|hinter dem|neben dem|unter dem|alter?|altes) (?:[\p{L}-]*krankenhaus|[\p{L}-]*spital|[\p{L}-]*klinik(?:um)?|kurpark|kurhaus|kurgarten|sanatorium|lazarett|amtsgericht|landgericht|gericht|gefaengnis|siechenhaus|pflegeheim|josefs?spital)\s+\d+/gu,
  /\bbad [\p{L}-]+/gu,
  // A machine's diagnosis.
  /\b(?:[\p{L}-]*(?:fahrzeug|fehler|motor|bord|board|elektronik|system|batterie|steuergeraet\w*|obd|leck|leitungs|dach|heizungs|anlagen|geraete|fern|werkstatt|ursachen|schadens?))-?diagnos\w*|\bdiagnose-?(?:geraet|stecker|system|software|schnittstelle|tool|protokoll|zentrum|pauschale|kosten|lauf|modus|station)\w*/gu,
  // What legal expenses insurance is called.
  /\b(?:straf|ordnungswidrigkeiten|verwaltungs|sozialgerichts|disziplinar|standes|opfer|fuehrerschein|verkehrs)?-?(?:,? ?(?:und|sowie|oder) [\p{L}-]+-?)?rechtsschutz[\p{L}-]*/gu,
  /\bstraf-(?=,? (?:und|sowie|oder) [\p{L}-]*rechtsschutz)/gu,
  // Sales talk that promises the absence of it.
  /\bohne (?:erneute |neue |weitere |jede )?(?:gesundheits|risiko)(?:pruefung|fragen|erklaerung)\b/gu,
  /\b(?:keine?|ohne) (?:personen|menschen)?(?:schaden|schaeden|verletzte[nr]?)\b/gu,
  /\b(?:niemand|keine person|personen) (?:ist |sind |wurden? )?(?:nicht |dabei )*verletzt\b/gu,
  /\bpersonen-,? ?(?:und )?sach-[\p{L} ,-]*/gu,
  // Breach of duty, of law, of contract.
  /\b[\p{L}]*(?:pflicht|obliegenheits|anzeigepflicht|vertrags|schutz|urheberrechts|datenschutz|sorgfalts|persoenlichkeitsrechts)-?verletzung\w*/gu,
  /\bverletz(?:t|en|ung) (?:einer |der |ihrer |eine |die |ihre |von )?(?:[\p{L}]*pflicht|obliegenheit|vertragspflicht|rechte?)\w*/gu,
  /\b(?:obliegenheit|pflicht|anzeigepflicht)(?:en)?(?: [\p{L}]+){0,3} verletz\w*/gu,
  // Courts as every letterhead and every set of conditions name them.
  /\b(?:amtsgericht|registergericht|handelsgericht|firmenbuchgericht|landesgericht)\b[^.\n]{0,40}\b(?:hrb?|fn)\b[ .]?[\d a-z]*/gu,
  /\b(?:gerichtsstand\w*|mahngericht\w*|gerichtskosten\w*|zustaendige[ns]? gerichte?\w*|ordentliche[nrs]? gericht\w*|gerichtlich\w*|schlichtungsstelle)\b/gu,
  // The ombudsman of health insurers stands in every firm's small print.
  /\bombudsm\w+(?: (?:fuer|der|die|private[n]?|kranken-|und|pflegeversicherung|pflege-|krankenversicherung))*/gu,
  /\b(?:haus|tier|pflanzen|koerper|daten|grab|fahrzeug|lack|rasen|garten|boden|winter)-?pflege\w*/gu,
  /\b(?:tier(?:arzt|aerzt|klinik|kranken|haltergesundheit)\w*|hunde-?op\w*|pferde-?op\w*)/gu,
  /\b(?:stoerungs?(?:dienst|stelle|meldung)\w*|technische stoerung\w*)/gu,
];
