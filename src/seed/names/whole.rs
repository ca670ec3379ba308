//! Complete names of patients, of the many kinds that occur in Britain.
//!
//! All names are invented. They are stored complete, because no rule composes given and family names
//! correctly in all cultures.

/// Two hundred names. One occurs twice.
#[rustfmt::skip]
pub(crate) const WHOLE_NAMES: [&str; 200] = [
    // England, Scotland and the islands around them
    "Margaret Jones", "Margaret Jones", "Oliver Thackray", "Amelia Hartwell", "George Pemberton",
    "Isla Fairweather", "Harry Bottomley", "Poppy Winterbourne", "Alfie Sandiford", "Florence Attwater",
    "Jack Ollerenshaw", "Evie Stubbs", "Ruby Micklethwaite", "Thomas Greenhalgh", "Arthur Clegg",
    "Edith Ramsden", "Stanley Birtwhistle", "Doris Appleyard", "Mavis Entwistle", "Reginald Crabtree",
    "Freya Lockhart", "Callum MacAskill", "Eilidh MacGillivray", "Rory M'Culloch", "Hamish Dalgleish",
    "Morag Urquhart", "Fraser Colquhoun", "Kirsty Auchterlonie", "Heather St Clair", "Joan Le Sueur",
    "Mary-Ann Featherstonehaugh", "Daisy Fenwick-Hale", "Rupert Cholmondeley-Ward",
    "Anne-Marie Postlethwaite", "William de la Haye", "Beatrice Quick", "Jago Trevorrow", "Demelza Nancarrow",
    "Pip Wren", "Juan Quirk", "Ewan Sinclair-Tait", "Maud Ogilvie", "Cyril Tunnicliffe", "Lily-Mae Dobbs",
    "Percy Wigglesworth", "Nell Oakenshaw", "Ken Sowerby", "Olive Hepworth", "Rosie Tattersall",
    "Albert Kettlewell", "Martha Outhwaite", "Toby Hebblethwaite", "Josie Farthing", "Leonard Pickersgill",
    "Ivy Slater", "Gwendoline Hargreave", "Bob Tulloch", "Una Heddle", "Charlie Duxbury",
    "Elsie Braithwaite-Onuoha",

    // Britain, with origins in Africa, Asia, the Caribbean and the Pacific
    "Priya Raghunathan", "Harpreet Kaur Dhillon", "Gurdeep Singh Sahota", "Mohammed Iqbal Chowdhury",
    "Zainab Bi", "Aisha Siddiqa Rahman", "Tariq Mahmood-Ellis", "Nusrat Jahan Begum", "Ravi Wickramaratne",
    "Nimesh Popat", "Hetal Shah-Barker", "Farrukh Dar", "Oluwaseun Adebayo-Cole", "Chiamaka Okonjo",
    "Kwabena Asante-Poku", "Abena Frimpong", "Tendai Chikwanha", "Thandiwe Mabuza", "Winston Beckford-Lyle",
    "Marcia Gayle-Thompson", "Delroy Whyte", "Fatoumata Jallow", "Hodan Warsame", "Abdirahman Guled",
    "Selamawit Desta", "Wanjiru Kamau-Hill", "M'hamed Ouazzani", "Dawid ǃNaruseb",
    "Maricel Dela Cruz-Bautista", "Leilani Kahaleʻula", "Aroha Te Whāiti", "Shirin Kohanzad",
    "Mei-Ling Cheung", "Sam Lee", "Al Ng", "Sunita Gurung", "Kavindu Jayasekara", "Dilan Karadağ",

    // Elsewhere in Europe
    "Ioana Munteanu-Pârvu", "Ștefan Țurcanu", "Mehmet Çağlayan", "İpek Işıldar", "Luís Gonçalves Brás",
    "Åsa Lindqvist", "María José Ibáñez Roldán", "Iñaki Etxeberri", "Niccolò Dell'Orto", "Jens Østergård",
    "Þórdís Hallgrímsdóttir", "Jürgen Weißgerber", "Jiří Dvořáček", "Ľubica Hlaváčková", "Zsófia Kőszegi",
    "Agnė Žvirblytė", "Kārlis Ābele", "Merilin Õunapuu", "Aapo Hämäläinen", "Pieter van 't Veer",
    "Saskia 's-Gravendijk", "Besnik Çollaku",
    "Maria Antónia do Carmo Teles Vasconcelos de Meneses e Albuquerque",

    // Wales
    "Siân Llywelyn", "Rhodri ap Hywel", "Angharad ferch Ifan", "Llŷr Gwynedd-Parri", "Myfanwy Ffoulkes",
    "Gethin Pugh", "Nia Bowen-Rees", "Ieuan Prydderch",
    // Ireland, with both kinds of apostrophe
    "Sadhbh Ní Mhurchú", "Aoife O'Sullivan-Byrne", "Pádraig Mac Giolla Bhríde", "Seán Ó Ceallacháin",
    "Caoimhe D'Arcy", "Zoë O’Brien", "Gráinne Uí Bhriain", "Declan McAnespie",
    // Poland
    "Małgorzata Wiśniewska-Król", "Łukasz Szczepański", "Żaneta Brzęczyk", "Stanisław Gąsiorowski",
    "Bożena Dąbek", "Krzysztof Źrebiec",
    // France
    "Élodie Lefèvre", "Jean-François L'Hermitte", "Anaïs Noël-Duchêne", "Loïc Guégan",
    // Vietnam
    "Nguyễn Thị Minh Ánh", "Trần Quốc Đạt", "Phạm Ngọc Hưởng",

    // Right to left: Arabic, Urdu, Persian with a non-joiner, Hebrew
    "ليلى الخطيب",
    "يوسف عبد الرحمن",
    "مريم الزهراني",
    "عمر بن سالم",
    "عائشہ صدیقی",
    "محمد بلال قریشی",
    "نورین گھمن",
    "علی\u{200C}رضا فرهمند",
    "שרה בן־דוד",
    "אברהם פרידמן",
    "נועה צ'רנוב",

    // South Asia: Devanagari, Bengali, Tamil, Gurmukhi, Gujarati
    "आरव शर्मा", "सुनीता देशमुख", "वंदना त्रिपाठी", "অনন্যা চৌধুরী", "শফিক আহমেদ", "মৌসুমী সরকার",
    "கவிதா முருகன்", "செந்தில் குமரன்", "ਹਰਜੀਤ ਕੌਰ ਗਿੱਲ", "મીનાબેન પટેલ",
    // East and South-East Asia: Chinese, Japanese, Korean, Thai
    "王秀英", "欧阳志强", "陳美玲", "刘", "佐藤さくら", "山本 健太", "タナカ・ユキ", "김서연", "박도윤", "오별", "สมศรี ใจงาม",
    // Greek, Cyrillic, Georgian, Armenian, Ethiopic
    "Ελένη Παπαδάκη", "Γιώργος Αλεξίου", "Ольга Ковальчук", "Дмитрий Соболев", "Цветелина Ангелова",
    "Ђорђе Љубинковић", "ნინო ბერიძე", "Անի Գրիգորյան", "ብርሃን አለሙ",

    // One letter or one word
    "X", "O", "U", "Kartika", "Tenzin", "Sukarti",
    // Accents as combining characters (NFD), as some systems send them
    "Zoe\u{308} Marchbanks", "Andre\u{301} Bellamy", "Bronagh Mac a\u{301}n Bhaird",
];
