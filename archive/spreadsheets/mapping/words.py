"""The words by which people head what our columns hold, in the archive's languages and those that files come in."""

import functools

from archive.text import fold

# By column without its language. An ending more or a compound is recognised: `Besuchsdatum`, `визита`.
_WORDS = {
    "slug": (
        "slug id identifier key code clave código açar kod identifiant clé identificador codice kennung schlüssel "
        "sleutel identyfikator код идентификатор anahtar kimlik"
    ),
    "title": (
        "title subject heading titulo título asunto başlıq ad titre intitulé titolo titel betreff bezeichnung tytuł "
        "название заглавие заголовок назва başlık konu"
    ),
    "name": (
        "name full nombre completo ad soyad adı nom nome naam bezeichnung nazwa imię nazwisko имя фамилия фио "
        "название наименование ім'я прізвище назва isim person"
    ),
    "summary": (
        "summary abstract resumen xülasə résumé resumo riassunto sommario zusammenfassung samenvatting streszczenie "
        "резюме содержание аннотация зміст özet"
    ),
    "note": (
        "note notes comment comments reference references nota notas comentario qeyd istinad remarque observation "
        "référence observação referência osservazioni riferimento bemerkung anmerkung notiz kommentar quelle "
        "opmerking uwagi źródło примечание комментарий источник примітка not kaynak açıklama"
    ),
    "date": (
        "date dates day when start end fecha fechas día inicio tarix gün vaxt jour quand début fin data dia início "
        "fim giorno inizio fine datum tag wann beginn ende zeitraum dag wanneer dzień termin дата день число время "
        "начало конец срок період tarih zaman başlangıç bitiş"
    ),
    "visitor_country": (
        "visitor visiting guest origin sending visitante origen invitado qonaq göndərən visiteur hôte envoyeur "
        "origine origem convidado visitatore provenienza besucher entsender herkunft gast gość посетитель гость "
        "ziyaretçi konuk gönderen"
    ),
    "host_country": (
        "host destination receiving country país anfitrión destino ev sahibi ölkə pays accueil hôte anfitrião "
        "destinazione paese ospitante land gastland gastgeber reiseziel zielland ziel staat bestemming gastheer kraj "
        "gospodarz państwo страна государство принимающая назначения країна держава ülke hedef visited"
    ),
    "country": (
        "country nation territory state país nación ölkə dövlət pays état estado paese stato nazione land staat kraj "
        "państwo страна государство країна держава ülke devlet"
    ),
    "countries": (
        "country countries país países ölkə ölkələr pays états paesi länder staaten landen kraje страны страна "
        "государства країни ülke ülkeler"
    ),
    "places": (
        "place places city cities location locale lugar lugares ciudad ciudades yer yerlər şəhər lieu lieux ville "
        "villes local cidade cidades luogo luoghi città ort orte stadt städte plaats stad miejsce miasto место места "
        "город города місце місто şehir"
    ),
    "place": (
        "place city location venue seat lugar ciudad sede yer şəhər lieu ville siège local cidade luogo città ort "
        "stadt sitz plaats stad miejsce miasto siedziba место город місто місце şehir"
    ),
    "participations": (
        "who person people participant visitor delegate president minister traveller traveler official dignitary name "
        "nombre nom nome naam имя фамилия фио isim persona personas participante funcionario şəxs iştirakçı nümayəndə "
        "qui personne délégué ministre président personnalité dirigeant pessoa delegado presidente ministro "
        "partecipante wer teilnehmer besucher präsident reisender wie deelnemer osoba uczestnik кто лицо участник "
        "президент министр делегат визитёр хто особа учасник kim kişi katılımcı bakan cumhurbaşkanı visiteur "
        "ziyaretçi visitante autoridade autoridad visitatore гость посетитель qonaq traveller's delegation delegación "
        "делегация heyət premier"
    ),
    "purpose": (
        "purpose remarks aim description reason details propósito objetivo motivo descripción məqsəd təsvir but objet "
        "motif remarques raison finalidade descrição scopo descrizione zweck anlass ziel beschreibung grund "
        "bemerkungen doel reden beschrijving cel powód opis цель повод описание причина мета привід опис amaç neden "
        "açıklama"
    ),
    "occasion": (
        "occasion event ocasión evento münasibət tədbir événement ocasião occasione veranstaltung gelegenheid "
        "wydarzenie okazja мероприятие событие событію захід etkinlik vesile"
    ),
    "kind": (
        "kind type category tipo clase categoría növ tip nature genre catégorie espécie categoria genere art typ "
        "kategorie gattung soort rodzaj вид тип категория tür kategori"
    ),
    "signed": (
        "signed signature conclusion date firma firmado suscripción imza imzalanma signé conclu assinado assinatura "
        "firmato unterzeichnet unterzeichnung datum ondertekend ondertekening podpisano podpisania подписан "
        "подписание дата підписано підписання imzalandı tarih"
    ),
    "in_force": (
        "force entry effective eif vigor vigencia entrada qüvvə qüvvəyə minmə vigueur entrée vigore inkraft kraft "
        "inkrafttreten werking wejście wejścia życie сила вступление вступил силу чинності набрання yürürlük"
    ),
    "ended": (
        "ended end terminated termination expired fin término terminación bitmə xitam terminé expiration dénonciation "
        "extinção denúncia fine cessazione ende beendet außerkrafttreten kündigung einde beëindigd koniec wygaśnięcie "
        "прекращение окончание истёк денонсация припинення закінчення bitiş sona fesih"
    ),
    "parties": (
        "parties party countries country partes parte países partner tərəflər tərəf ölkələr partie pays partenaire "
        "contratantes parti paesi parteien partei vertragsparteien länder staaten partijen strony państwa стороны "
        "сторона участники страны сторони країни taraflar taraf ülkeler"
    ),
    "subjects": (
        "subject subjects keyword keywords topic tema temas materia mövzu sujet thème matière assunto matéria "
        "argomento thema themen gegenstand sachgebiet stichwort onderwerp trefwoord temat tematyka тема предмет "
        "ключевые тематика konu anahtar"
    ),
    "person": (
        "person name who officer holder ambassador diplomat persona titular nombre embajador şəxs səfir ad personne "
        "nom titulaire ambassadeur diplomate pessoa nome embaixador ambasciatore titolare botschafter amtsinhaber "
        "gesandter persoon naam osoba ambasador лицо имя фамилия фио посол дипломат особа ім'я kişi isim büyükelçi "
        "soyad"
    ),
    "organization": (
        "organization organisation mission embassy post institution agency organización misión embajada sede təşkilat "
        "səfirlik ambassade poste organização missão embaixada posto organizzazione missione ambasciata botschaft "
        "vertretung organisatie organizacja ambasada placówka организация миссия посольство представительство "
        "учреждение організація kuruluş örgüt büyükelçilik elçilik temsilcilik"
    ),
    "role": (
        "role position rank post office title cargo función rol vəzifə rôle fonction poste grade qualité função posto "
        "ruolo carica funzione rolle amt funktion stellung dienstgrad rang functie ambt rola stanowisko funkcja "
        "должность роль ранг звание посада görev unvan rütbe"
    ),
    "posting_title": (
        "title office role position rank post designation cargo puesto vəzifə qualité fonction poste função carica "
        "funzione amt funktion stellung dienststellung functie ambt stanowisko должность посада görev unvan ünvan"
    ),
    "since": (
        "since start started from begin began appointed arrived desde inicio nombramiento başlama təyin depuis début "
        "dès nomination nommé arrivée início nomeação dal inizio nomina seit von beginn ernennung ernannt ab antritt "
        "sinds vanaf aanvang benoemd od początek mianowanie с от начало назначен назначение прибыл з від початок "
        "призначення başlangıç atama itibaren"
    ),
    "until": (
        "until end ended to left departed hasta fin cese bitmə son jusqu cessation départ até fim término al fine "
        "cessazione bis ende abberufung tot einde do koniec odwołanie до по конец окончание отозван кінець bitiş "
        "ayrılış kadar освобожден relieved dismissed recalled"
    ),
    "born": (
        "born birth nacimiento nacido doğum né naissance nascimento nascido nato nascita geboren geburt geboorte "
        "urodzony urodzenia родился рождение рождения народився народження"
    ),
    "died": (
        "died death deceased muerte fallecimiento ölüm mort décès décédé morte falecimento óbito morto decesso "
        "gestorben tod sterbedatum overleden overlijden zmarł śmierci умер смерть смерти помер смерті vefat"
    ),
    "founded": (
        "founded established opened creation fundación fundado apertura təsis yaranma fondé création ouverture "
        "fundação criação abertura fondazione gegründet gründung eröffnung opgericht oprichting założenie основан "
        "основание открыто открытие засновано kuruluş açılış"
    ),
    "dissolved": (
        "dissolved closed abolished closure disolución cierre ləğv bağlanma dissous fermeture dissolução fechamento "
        "encerramento chiusura scioglimento aufgelöst auflösung schließung opgeheven sluiting likwidacja закрыто "
        "закрытие упразднено ліквідація kapanış fesih"
    ),
    "period": (
        "period year month año período il dövr période année an exercice ano anno periodo zeitraum jahr periode jaar "
        "okres rok период год рік період dönem yıl"
    ),
    "exporter": (
        "exporter exporting reporter reporting origin country exportador declarante origen país ixracatçı exportateur "
        "déclarant pays origem esportatore exporteur ausfuhrland exportland eksporter экспортёр страна експортер "
        "ihracatçı ihraç export экспорт exportación ixrac ausfuhr esportazione exportação"
    ),
    "importer": (
        "importer importing partner destination importador socio idxalatçı importateur partenaire parceiro "
        "importatore importeur einfuhrland importland импортёр партнёр імпортер ithalatçı ithal ortak counterpart "
        "contraparte import импорт importación idxal einfuhr importazione importação"
    ),
    "amount": (
        "amount value total trade volume monto valor importe məbləğ dəyər montant valeur quantia importo valore "
        "betrag wert summe handelsvolumen umsatz bedrag waarde kwota wartość сумма стоимость объём оборот сума "
        "вартість обсяг tutar değer hacim toplam"
    ),
    "currency": ("currency moneda valyuta devise monnaie moeda valuta währung munt waluta валюта para birimi döviz"),
    "goods": (
        "goods product products commodity commodities producto productos bienes mal məhsul produit marchandise biens "
        "produto mercadoria prodotto merce ware waren güter erzeugnis produkt goederen towar towary товар товары "
        "продукция товари ürün eşya"
    ),
    "url": (
        "url link web website address enlace dirección keçid lien adresse site ligação endereço collegamento verweis "
        "webadresse adres ссылка адрес сайт посилання bağlantı"
    ),
    "authors": (
        "author authors autor autores müəllif auteur auteurs autore autori verfasser schrijver autorzy автор авторы "
        "автори yazar"
    ),
    "publisher": (
        "publisher editorial editor nəşriyyat éditeur editora editore verlag herausgeber uitgever wydawca издатель "
        "издательство видавець yayıncı yayınevi"
    ),
    "published": (
        "published publication date publicación fecha nəşr tarix publié parution publicação data pubblicato "
        "veröffentlicht erschienen erscheinungsdatum gepubliceerd wydano публикация издан дата опубліковано yayın "
        "tarihi"
    ),
    "language": ("language idioma lengua dil langue língua lingua sprache taal język язык мова"),
    "latitude": ("latitude lat latitud enlik breite breitengrad широта enlem"),
    "longitude": ("longitude lon lng longitud uzunluq länge längengrad długość долгота довгота boylam"),
    "stated": ("stated value statement valor declarado valeur wert aussage значение değer"),
    "quotation": ("quotation quote cita sitat citation citação citazione zitat цитата alıntı"),
    "locator": ("page section paragraph página səhifə pagina seite abschnitt страница раздел sayfa"),
}
_FIRST = (
    "start begin began from arrival arrived since first inicio desde llegada comienzo başlanğıc gəliş début arrivée "
    "départ du início chegada inizio arrivo dal beginn anfang ankunft von aankomst van początek przyjazd od начало "
    "прибытие с початок приїзд başlangıç varış"
)
_LAST = (
    "end ended finish to until departure departed last left fin hasta salida término son bitmə gediş retour au fim "
    "até partida fine partenza al ende abreise abfahrt bis einde vertrek tot koniec wyjazd do конец окончание отъезд "
    "убытие по кінець від'їзд bitiş ayrılış dönüş"
)
# A name in two columns: the words for each part, and those that mean the whole or, beside the one part, the other.
_FORENAME = (
    "forename forenames first given christian adı prénom prénoms vorname vornamen voornaam imię имя ім'я isim primer "
    "prenome"
)
_SURNAME = (
    "surname last family apellido apellidos soyad soyadı sobrenome apelido cognome nachname familienname achternaam "
    "nazwisko фамилия прізвище soyisim"
)
_NAME = "name names nombre nombres nom nome ad naam nazwa"
# A number or a sign for something; its name is preferred.
_SIGN = "id ids uuid guid code codes código codigo kod nr no num number número nummer numer номер код iso imf index"
# Words that say nothing of a column.
_EMPTY = (
    "of the a an and in on for its their de del la el los las y en du des le les et au aux da do das dos e di della "
    "delle der die und im am zur von het een van и в на о по z w i ve bir il visit voyage besuch reise визита поездки "
    "visite visita viaje viagem səfər səfərin ziyaret"
)


@functools.cache
def words_of(stem, model_name="") -> frozenset[str]:
    """The folded words for a column, by its name without its language; some types have words of their own for one."""
    return _folded(_WORDS.get(f"{model_name}_{stem}") or _WORDS.get(stem, stem))


def _folded(words):
    return frozenset(fold(words).split())


FIRST, LAST, FORENAME, SURNAME, NAME, SIGN, EMPTY = map(
    _folded, (_FIRST, _LAST, _FORENAME, _SURNAME, _NAME, _SIGN, _EMPTY)
)
