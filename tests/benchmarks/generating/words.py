"""The words from which a generated archive is put together: names of people by region, offices, reasons, publishers.

What stands in three languages is told as (English, Azerbaijani, Spanish).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """Countries whose people bear names of one kind, and how their letters are respelled in Azerbaijani and Spanish."""

    countries: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    az: str = ""
    es: str = ""


def _region(countries, given, family, **rules):
    return Region(tuple(countries.split()), tuple(given.split()), tuple(family.split()), **rules)


_SLAVIC_AZ = "shch=şş sh=ş ch=ç zh=j kh=x ts=ts ya=ya yu=yu y=ı"
_ARABIC_AZ = "sh=ş kh=x gh=ğ th=s dh=z j=c w=v q=q a=ə ou=u ee=i"
REGIONS = (
    _region(
        "US GB CA AU NZ IE JM TT BB BS GY",
        "John William James Robert Charles George Edward Henry Thomas David Michael Margaret Elizabeth Anne Mary "
        "Catherine Susan Helen Alice Victoria Andrew Peter Philip Arthur Ruth Diana Walter Hugh Eleanor Grace",
        "Smith Johnson Williams Brown Taylor Wilson Clarke Wright Walker Hughes Edwards Thompson Harrison Campbell "
        "Mitchell Roberts Carter Phillips Parker Cooper Richardson Bennett Foster Russell Griffin Hayes Stewart "
        "Macdonald Whitfield Chamberlain Ashworth Pembroke Fitzgerald Lockwood Sinclair Thornton Wetherby",
        az="sh=ş ch=ç th=t ph=f ck=k wh=v w=v x=ks ce=s ci=si c=k j=c ee=i oo=u y=i",
    ),
    _region(
        "ES MX AR CO PE CL VE EC GT CU BO DO HN PY SV NI CR PA UY GQ",
        "Juan José Luis Carlos Jorge Manuel Francisco Miguel Antonio Rafael Alejandro Fernando Ricardo Eduardo María "
        "Carmen Ana Isabel Teresa Lucía Elena Beatriz Patricia Rosa Andrés Julio Ramón Ignacio Gabriela Verónica",
        "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz "
        "Cruz Morales Reyes Gutiérrez Ortiz Ruiz Jiménez Chávez Castillo Vargas Mendoza Romero Salazar Cárdenas "
        "Zamora Villarreal Echeverría Montenegro Quintana Aguirre Peñalosa Figueroa Belmonte Urquijo",
        az="qu=k gu=q ll=ly ñ=ny ch=ç ce=se ci=si cé=se cí=si j=x z=s c=k h= á=a é=e í=i ó=o ú=u y=i",
    ),
    _region(
        "FR BE MC LU HT SN CI CM GA BJ TG ML NE BF CG CD MG",
        "Jean Pierre Louis Henri Jacques François Charles Philippe Michel André Claude Marie Jeanne Françoise "
        "Catherine Hélène Claire Marguerite Sophie Geneviève Étienne Antoine Émile Gaston Lucien Simone",
        "Martin Bernard Dubois Durand Moreau Laurent Lefebvre Leroy Roux Fournier Girard Bonnet Dupont Lambert "
        "Fontaine Rousseau Vincent Chevalier Gauthier Perrin Morel Delacroix Beaumont Lavigne Clemenceau Marchand "
        "Diallo Traoré Ndiaye Keïta Ouédraogo Mbeki Bongo Kaboré",
        az="eau=o ch=ş ph=f qu=k gu=q ç=s ce=se ci=si c=k ou=u j=j x=ks w=v é=e è=e ê=e ï=i ai=e y=i",
    ),
    _region(
        "DE AT CH LI NL DK SE NO FI IS",
        "Karl Friedrich Wilhelm Heinrich Otto Hans Ernst Ludwig Hermann Walter Helmut Konrad Anna Johanna Elisabeth "
        "Ingrid Astrid Sigrid Greta Birgit Lars Erik Olof Gustav Magnus Mikko Juhani Willem Pieter Hendrik",
        "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schulz Koch Bauer Richter Klein Wolf Schröder "
        "Neumann Zimmermann Andersson Johansson Lindqvist Bergström Hansen Nielsen Larsen Virtanen Korhonen Koskinen "
        "Jansen Bakker Visser Hallström Stenberg Ekholm Brandt Vogel",
        az="sch=ş ch=x ck=k w=v z=ts ä=e å=o ø=ö qu=kv c=k j=y",
        es="sch=sch",
    ),
    _region(
        "IT SM VA MT",
        "Giovanni Giuseppe Antonio Mario Luigi Francesco Carlo Paolo Pietro Roberto Enrico Alessandro Maria Anna "
        "Giulia Francesca Chiara Lucia Silvia Elena Bianca Vittorio Umberto Camillo Aldo",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Mancini Costa "
        "Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Visconti Borghese Farnese",
        az="gli=li gn=ny chi=ki che=ke ce=çe ci=çi gi=ci ge=ce c=k gh=q z=ts",
    ),
    _region(
        "RU UA BY BG RS ME MK BA HR SI SK CZ PL SU YU CS",
        "Ivan Petr Nikolay Aleksandr Sergey Vladimir Mikhail Andrey Dmitriy Boris Viktor Pavel Anna Mariya Yekaterina "
        "Olga Tatyana Yelena Natalya Irina Jan Stanislav Milan Zoran Dragan Bogdan Ludmila Vesna Jadwiga Kazimierz",
        "Ivanov Petrov Smirnov Kuznetsov Popov Vasilyev Sokolov Mikhailov Novikov Fedorov Morozov Volkov Lebedev "
        "Kovalenko Shevchenko Bondarenko Melnyk Novak Dvořák Svoboda Horvat Kovačić Jovanović Nikolić Dimitrov "
        "Georgiev Kowalski Nowak Zieliński Wojciechowski Chernyshov Golitsyn Gorchakov",
        az=_SLAVIC_AZ,
        es="zh=zh kh=j y=i",
    ),
    _region(
        "AZ TR TM KZ KG UZ",
        "Əli Həsən Hüseyn Məmməd Rəşid Elçin Fərid Kamran Tofiq Vaqif Ramiz Çingiz Leyla Nigar Aygün Sevil Günel "
        "Mehmet Ahmet Mustafa Ayşe Fatma Emine Nursultan Daniyar Aybek Rustam Şöhrət Anar Orxan Tural Zəhra",
        "Əliyev Həsənov Məmmədov Hüseynov Quliyev İbrahimov İsmayılov Vəliyev Rəhimov Babayev Kərimov Abdullayev "
        "Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Nazarbay Tokayev Mirziyoyev Jumabekov Atambayev "
        "Rüstəmov Cəfərov Sultanov Orucov Qasımov Nəsirov",
        es="sh=sh kh=j y=y",
    ),
    _region(
        "SA EG IQ SY JO LB KW QA AE BH OM YE PS LY TN DZ MA SD MR SO YD",
        "Muhammad Ahmad Abdullah Khalid Hassan Hussein Omar Faisal Ibrahim Yusuf Salim Tariq Fatima Aisha Khadija "
        "Mariam Layla Noura Samira Zaynab Saud Nasser Rashid Karim Habib Mansour Jamal Walid",
        "al-Saud al-Sabah al-Thani al-Nahyan al-Khalifa al-Hashimi al-Masri al-Baghdadi Nasser Mansour Haddad Khoury "
        "Bouteflika Benali Bourguiba al-Sharif al-Najjar al-Khatib Qaddouri Shaheen Darwish Zaydan Ghanem Rifai",
        az=_ARABIC_AZ,
        es="kh=j sh=sh w=u ou=u",
    ),
    _region(
        "IR AF TJ PK",
        "Mohammad Reza Hossein Hassan Mahmoud Akbar Javad Mehdi Parviz Bahram Farah Shirin Maryam Zahra Nasrin Amir "
        "Kambiz Dariush Jamshid Rustam Asif Imran Benazir Zulfiqar Parveen",
        "Ahmadi Hosseini Mousavi Karimi Rahmani Khatami Zarif Velayati Larijani Tehrani Shirazi Esfahani Karzai Ghani "
        "Khan Bhutto Sharif Qureshi Malik Rahmonov Nazarov Safavi Qajar Amirkabir",
        az=_ARABIC_AZ,
        es="kh=j sh=sh",
    ),
    _region(
        "IN BD LK NP MV BT MU",
        "Rajiv Sanjay Anil Vijay Ashok Ravi Suresh Mohan Indira Lakshmi Sita Priya Sushma Kamala Arun Kiran Deepak "
        "Nirmala Gopal Krishna Sheikh Mahinda Chandrika Prakash",
        "Sharma Singh Patel Kumar Gupta Reddy Nair Iyer Mukherjee Banerjee Chatterjee Rao Desai Mehta Bose Rahman "
        "Hasina Perera Bandaranaike Rajapaksa Koirala Thapa Wangchuck Menon Krishnan",
        az="sh=ş ch=ç kh=x w=v j=c ee=i oo=u th=t y=y",
    ),
    _region(
        "CN TW SG HK",
        "Wei Jun Ming Hua Guo Jian Xiaoping Enlai Zhiyuan Liqun Meiling Yan Ying Fang Hong Qiang Tao Jing Shu Yi",
        "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Hu Guo Lin Deng Jiang Qian Tang Song",
        az="zh=c sh=ş ch=ç x=s q=ç w=v j=c ng=n",
    ),
    _region(
        "JP",
        "Hiroshi Takeshi Kenji Shinzo Ichiro Jiro Taro Yoshiko Michiko Haruka Akiko Kazuo Masao Noboru Yasuhiro "
        "Kiyoshi Hirobumi Shigeru Eisaku Keiko",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto "
        "Inoue Kimura Hayashi Shimizu Fukuda Miyazawa Nakasone Okuma",
        az="sh=ş ch=ç ts=ts j=c w=v y=y",
    ),
    _region(
        "KR KP VN KH LA TH MM MY ID PH BN TL",
        "Minho Jiwoo Sunghee Youngsam Daejung Kyungwha Somchai Prasert Sukarno Megawati Joko Siti Nguyen Anh Minh "
        "Thanh Aung Suu Mahathir Ferdinand Corazon Benigno Norodom",
        "Kim Park Choi Jung Kang Cho Yoon Jang Tran Pham Hoang Phan Vu Dang Widodo Suharto Santoso Abdullah Ibrahim "
        "Aquino Marcos Ramos Santos Chaiyasit Vejjajiva Sihanouk",
        az="ch=ç j=c w=v ph=f th=t y=y",
    ),
    _region(
        "BR PT AO MZ CV GW ST",
        "João António Manuel Pedro Paulo Luís Fernando Marcos Rui Joaquim Maria Ana Luísa Teresa Helena Beatriz Inês "
        "Getúlio Juscelino Dilma Fernanda Amílcar Agostinho",
        "Silva Santos Oliveira Souza Pereira Costa Rodrigues Almeida Nascimento Carvalho Gomes Ribeiro Barbosa Cardoso "
        "Teixeira Cavalcanti Salgueiro Vasconcelos Machel Neto Cabral Guimarães",
        az="lh=ly nh=ny ch=ş ão=an qu=k ç=s ce=se ci=si c=k j=j x=ş á=a é=e í=i ó=o ú=u â=a ê=e",
        es="lh=ll nh=ñ ão=ao ç=z",
    ),
    _region(
        "GR CY AL AM GE RO MD HU IL EE LV LT",
        "Georgios Konstantinos Ioannis Dimitrios Eleni Katerina Ion Mihai Gheorghe Elena Ferenc István László Katalin "
        "David Moshe Yitzhak Golda Giorgi Nino Ketevan Juris Vytautas Andris Lennart Edi",
        "Papadopoulos Karamanlis Venizelos Georgiou Popescu Ionescu Dumitrescu Nagy Kovács Szabó Tóth Horváth Cohen "
        "Levi Mizrahi Kapanadze Beridze Shevardnadze Berzins Kalnins Landsbergis Kazlauskas Tamm Hoxha Petrosyan",
        az="sh=ş ch=x ph=f sz=s th=t w=v c=k á=a é=e ó=o z=z y=i",
    ),
    _region(
        "NG GH KE TZ UG ZA ZM ZW ET RW BW NA MW LR SL GM ZR",
        "Kwame Nnamdi Obafemi Olusegun Julius Jomo Kenneth Nelson Thabo Winnie Wangari Ngozi Amina Haile Abebe Desta "
        "Ellen Joyce Samora Seretse Yoweri Oliver Albertina",
        "Nkrumah Azikiwe Obasanjo Nyerere Kenyatta Kaunda Mandela Mbeki Odinga Mugabe Khama Museveni Banda Okonjo "
        "Achebe Adeyemi Okafor Mensah Owusu Kamau Wanjiku Tesfaye Bekele Selassie",
        az="ch=ç sh=ş w=v j=c kh=x th=t y=y",
    ),
)
# Of these much more is on record than of all others, in this order.
_MUCH_TRAVELLED = "US FR GB DE RU CN TR IT JP IN ES BR EG IR PL MX AT AZ SA SE CA KR NL AR ZA UA PK GR"
MUCH_TRAVELLED = tuple(_MUCH_TRAVELLED.split())
# (office in three languages, how often)
OFFICES = (
    (("President", "Prezident", "El presidente"), 9),
    (("Prime Minister", "Baş nazir", "El primer ministro"), 9),
    (("Foreign Minister", "Xarici işlər naziri", "El ministro de Relaciones Exteriores"), 14),
    (("Deputy Foreign Minister", "Xarici işlər nazirinin müavini", "El viceministro de Relaciones Exteriores"), 8),
    (("Minister of Trade", "Ticarət naziri", "El ministro de Comercio"), 6),
    (("Minister of Culture", "Mədəniyyət naziri", "El ministro de Cultura"), 5),
    (("Minister of Defence", "Müdafiə naziri", "El ministro de Defensa"), 5),
    (("Speaker of Parliament", "Parlamentin sədri", "El presidente del Parlamento"), 5),
    (("Senator", "Senator", "El senador"), 5),
    (("King", "Kral", "El rey"), 3),
    (("Crown Prince", "Vəliəhd", "El príncipe heredero"), 2),
    (("Ambassador", "Səfir", "El embajador"), 12),
    (("Rector", "Rektor", "El rector"), 3),
    (("General", "General", "El general"), 3),
    (("Mayor", "Şəhər bələdiyyəsinin sədri", "El alcalde"), 2),
)
PURPOSES = (
    ("State visit", "Dövlət səfəri", "Visita de Estado"),
    ("Official visit at the invitation of the government", "Hökumətin dəvəti ilə rəsmi səfər",
     "Visita oficial por invitación del gobierno"),
    ("Talks on trade and investment", "Ticarət və sərmayə haqqında danışıqlar",
     "Conversaciones sobre comercio e inversión"),
    ("Signing of an agreement on cultural cooperation", "Mədəni əməkdaşlıq haqqında sazişin imzalanması",
     "Firma de un acuerdo de cooperación cultural"),
    ("Consultations between the foreign ministries", "Xarici işlər nazirlikləri arasında məsləhətləşmələr",
     "Consultas entre los ministerios de Relaciones Exteriores"),
    ("Attendance at the inauguration of the head of state", "Dövlət başçısının andiçmə mərasimində iştirak",
     "Asistencia a la toma de posesión del jefe de Estado"),
    ("Meeting of the joint commission on economic cooperation", "İqtisadi əməkdaşlıq üzrə birgə komissiyanın iclası",
     "Reunión de la comisión mixta de cooperación económica"),
    ("Presentation of credentials", "Etimadnamənin təqdim edilməsi", "Presentación de cartas credenciales"),
    ("Funeral of a statesman", "Dövlət xadiminin dəfn mərasimi", "Funeral de un estadista"),
    ("Opening of an exhibition", "Sərginin açılışı", "Inauguración de una exposición"),
    ("Negotiations on the common border", "Ümumi sərhəd haqqında danışıqlar", "Negociaciones sobre la frontera común"),
    ("Stopover on the way to a summit", "Zirvə toplantısına gedərkən dayanacaq", "Escala de camino a una cumbre"),
)  # fmt: skip
SUBJECTS = (
    ("trade", "ticarət", "comercio"),
    ("culture", "mədəniyyət", "cultura"),
    ("air services", "hava əlaqəsi", "servicios aéreos"),
    ("visas", "vizalar", "visados"),
    ("education", "təhsil", "educación"),
    ("double taxation", "ikiqat vergitutma", "doble imposición"),
    ("extradition", "ekstradisiya", "extradición"),
    ("energy", "enerji", "energía"),
    ("fishing", "balıqçılıq", "pesca"),
    ("navigation", "gəmiçilik", "navegación"),
    ("science", "elm", "ciencia"),
    ("friendship", "dostluq", "amistad"),
)
GOODS = (
    ("crude oil", "xam neft", "petróleo crudo"),
    ("cotton", "pambıq", "algodón"),
    ("machinery", "maşınlar", "maquinaria"),
    ("wheat", "buğda", "trigo"),
    ("silk", "ipək", "seda"),
    ("vehicles", "nəqliyyat vasitələri", "vehículos"),
    ("pharmaceuticals", "dərmanlar", "medicamentos"),
    ("coffee", "qəhvə", "café"),
)
# What stands in a town: it makes of one town many places.
SITES = (
    ("", "", ""),
    ("Presidential Palace", "Prezident sarayı", "Palacio presidencial"),
    ("airport", "hava limanı", "aeropuerto"),
    ("Parliament", "Parlament", "Parlamento"),
    ("University", "Universitet", "Universidad"),
    ("Grand Hotel", "Grand otel", "Gran Hotel"),
    ("National Museum", "Milli muzey", "Museo Nacional"),
    ("Central Station", "Mərkəzi vağzal", "Estación Central"),
    ("City Hall", "Bələdiyyə", "Ayuntamiento"),
    ("Opera", "Opera", "Ópera"),
    ("harbour", "liman", "puerto"),
    ("Victory Square", "Qələbə meydanı", "Plaza de la Victoria"),
    ("Military Academy", "Hərbi akademiya", "Academia Militar"),
    ("Stock Exchange", "Birja", "Bolsa"),
    ("Botanical Garden", "Botanika bağı", "Jardín Botánico"),
    ("Congress Centre", "Konqres mərkəzi", "Centro de Congresos"),
    ("Old Town", "Köhnə şəhər", "Ciudad Vieja"),
    ("Library", "Kitabxana", "Biblioteca"),
    ("Cathedral Square", "Kafedral meydanı", "Plaza de la Catedral"),
    ("Trade Fair", "Sərgi mərkəzi", "Feria"),
    ("Foreign Ministry", "Xarici İşlər Nazirliyi", "Ministerio de Relaciones Exteriores"),
    ("Summer Palace", "Yay sarayı", "Palacio de Verano"),
)
PERIODICALS = (
    "Morning Post", "Diplomatic Review", "Annals of Diplomacy", "Evening Courier", "State Gazette", "Foreign Affairs "
    "Bulletin", "Herald", "Official Journal", "Review of International Relations", "Daily Telegraph and Post",
)  # fmt: skip
PUBLISHERS = (
    "University Press", "State Publishing House", "Academy of Sciences", "Ministry of Foreign Affairs",
    "National Archives", "Institute of History", "Statistical Office", "Diplomatic Academy",
)  # fmt: skip
NOTES = (
    ("The protocol of the visit, written on the day, is followed.", "Elə həmin gün yazılmış protokol əsas götürülür.",
     "Se sigue el protocolo de la visita, escrito ese día."),
    ("Two newspapers of the time agree against the later account.",
     "Dövrün iki qəzeti sonrakı məlumatın əksinə, bir-biri ilə üst-üstə düşür.",
     "Dos periódicos de la época coinciden frente al relato posterior."),
    ("The difference is that of the two calendars.", "Fərq iki təqvimin fərqidir.",
     "La diferencia es la de los dos calendarios."),
)  # fmt: skip
