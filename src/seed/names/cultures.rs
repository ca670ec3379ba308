//! The words that names are put together from, as they belong together.
//!
//! An underscore stands for a space within a word. Where family names follow the person's sex, the two are apart.

use super::{Culture, NameOrder};

#[rustfmt::skip]
pub(super) static CULTURES: [Culture; 37] = [
    // Britain
    Culture { weight: 400, order: NameOrder::Western,
        given: "Margaret Oliver Amelia George Isla Harry Poppy Alfie Florence Jack Evie Noah Ruby Thomas Arthur Edith \
            Stanley Doris Mavis Reginald Freya Callum Hamish Morag Fraser Kirsty Heather Joan Daisy Rupert William \
            Beatrice Jago Demelza Pip Juan Ewan Maud Cyril Percy Nell Kenneth Olive Rosie Albert Martha Toby Josie \
            Leonard Ivy Gwendoline Robert Una Charlie Elsie Susan Karen David Paul Christine Janet Peter Tracey \
            Deborah Andrew Stephen Claire Emma Gemma Ryan Liam Chloe Jade Kyle Lewis Bethany Mary-Ann Lily-Mae Zoë \
            Chloë Renée Agnes Winifred Walter",
        family: "Jones Thackray Hartwell Pemberton Fairweather Bottomley Winterbourne Sandiford Attwater Ollerenshaw \
            Stubbs Micklethwaite Greenhalgh Clegg Ramsden Birtwhistle Appleyard Entwistle Crabtree Lockhart MacAskill \
            Dalgleish Urquhart Colquhoun Auchterlonie St_Clair Le_Sueur Featherstonehaugh Fenwick Cholmondeley \
            Postlethwaite de_la_Haye Quick Trevorrow Nancarrow Wren Quirk Sinclair Ogilvie Tunnicliffe Dobbs \
            Wigglesworth Oakenshaw Sowerby Hepworth Tattersall Kettlewell Outhwaite Hebblethwaite Farthing Pickersgill \
            Slater Hargreave Tulloch Heddle Duxbury Braithwaite Smith Taylor Brown Wilson Evans Walker Wright Thompson \
            White Edwards Green Hall Wood Harris Clarke Jackson Turner Hill Cooper Morris Ward Moore Clark Baker \
            Harrison Morgan Parker Bennett Cook Shaw Bailey Richardson Carter Collins Marshall Bell Murphy Cox Palmer \
            Mills Rogers Stone Gibson Hunt Holmes Lowe Barker Knight Barnes Butler Fletcher Pearson Brontë O'Dowd" },
    Culture { weight: 60, order: NameOrder::Western,
        given: "Siân Rhodri Angharad Llŷr Myfanwy Gethin Nia Ieuan Sadhbh Aoife Pádraig Seán Caoimhe Tadhg Gráinne \
            Declan Eilidh Rory Niamh Róisín Ciarán Bronagh Owain Lowri Carys Dafydd",
        family: "Llywelyn ap_Hywel Gwynedd Ffoulkes Pugh Bowen-Rees Prydderch Ní_Mhurchú O'Sullivan Ó_Ceallacháin \
            D'Arcy O’Rourke Uí_Bhriain McAnespie MacGillivray M'Culloch Mac_Giolla_Bhríde Ó_Súilleabháin Parry Vaughan" },
    // By way of South Asia, Africa, the Caribbean and the Pacific, in Latin letters
    Culture { weight: 110, order: NameOrder::Western,
        given: "Priya Harpreet Gurdeep Mohammed Zainab Aisha Tariq Nusrat Ravi Nimesh Hetal Farrukh Sunita Kavindu \
            Fatima Imran Yusuf Amina Sanjay Anjali Deepa Arjun Meera Bilal Hamza Khadija Rehana Shabana Iqbal Parveen",
        family: "Raghunathan Dhillon Sahota Chowdhury Bi Rahman Mahmood Begum Wickramaratne Popat Shah Dar Gurung \
            Jayasekara Patel Khan Hussain Ahmed Ali Akhtar Singh Kaur Sharma Das Miah Mistry Desai Nair Iyer Qureshi" },
    Culture { weight: 28, order: NameOrder::Western, given: "Oluwaseun Chiamaka Kwabena Abena Ngozi Emeka Adwoa Kofi Folake",
        family: "Adebayo Okonjo Asante Frimpong Nwosu Eze Mensah Okafor" },
    Culture { weight: 16, order: NameOrder::Western, given: "Hodan Abdirahman Selamawit Wanjiru Ayaan Dawit",
        family: "Warsame Guled Desta Kamau Abdi Tesfaye" },
    Culture { weight: 8, order: NameOrder::Western, given: "Tendai Thandiwe Tafadzwa Nomvula",
        family: "Chikwanha Mabuza Moyo Dlamini" },
    Culture { weight: 8, order: NameOrder::Western, given: "Winston Marcia Delroy Yvonne",
        family: "Beckford Gayle Whyte Campbell" },
    Culture { weight: 2, order: NameOrder::Western, given: "Fatoumata M'hamed Khadidja",
        family: "Jallow Ouazzani Benali" },
    Culture { weight: 2, order: NameOrder::Western, given: "Leilani Aroha Wiremu",
        family: "Kahaleʻula Te_Whāiti Parata" },
    // Elsewhere in Europe
    Culture { weight: 20, order: NameOrder::Western,
        given: "Małgorzata Żaneta Bożena Agnieszka Katarzyna Zofia Elżbieta Jadwiga Grażyna Łucja",
        family: "Wiśniewska Brzęczyk Dąbek Szczepańska Gąsiorowska Źrebiec Kowalska Wójcik Zielińska Król" },
    Culture { weight: 20, order: NameOrder::Western,
        given: "Łukasz Stanisław Krzysztof Paweł Michał Grzegorz Wojciech Józef Bartłomiej Rafał",
        family: "Wiśniewski Brzęczyk Dąbek Szczepański Gąsiorowski Źrebiec Kowalski Wójcik Zieliński Król" },
    Culture { weight: 50, order: NameOrder::Western,
        given: "Élodie Jean-François Anaïs Loïc Luís María José Iñaki Inês João Núria Niccolò Noémie Conceição Andrés",
        family: "Lefèvre L'Hermitte Noël Guégan Gonçalves Brás Ibáñez Roldán Etxeberri Dell'Orto Simões Muñoz Peña \
            de_Meneses_e_Albuquerque" },
    Culture { weight: 8, order: NameOrder::Western, given: "Åsa Jens Søren Björn Ingrid Þórdís Frøydis Håkan",
        family: "Lindqvist Østergård Sørensen Åkerström Nygård Bjørklund" },
    Culture { weight: 6, order: NameOrder::Western, given: "Jürgen Käthe Saskia Götz Björn Wiebke",
        family: "Weißgerber Müller van_'t_Veer 's-Gravendijk Schröder Größer" },
    Culture { weight: 5, order: NameOrder::Western, given: "Eero Merilin Päivi Jüri Väinö Külli",
        family: "Hämäläinen Õunapuu Mäkelä Põder Niskanen" },
    Culture { weight: 5, order: NameOrder::Western, given: "Jiří Ľubica Zdeněk Božena",
        family: "Dvořák Hlaváček Kříž Šťastný Kučera" },
    Culture { weight: 4, order: NameOrder::Western, given: "Zsófia Győző Ágnes Csaba",
        family: "Kőszegi Szűcs Tóth Szőke" },
    Culture { weight: 4, order: NameOrder::Western, given: "Agnė Kārlis Žydrūnas Zane",
        family: "Žukas Ābele Bērziņš Šimkus" },
    Culture { weight: 5, order: NameOrder::Western, given: "Ștefan Ioana Mihăiță Ilinca",
        family: "Țurcanu Munteanu-Pârvu Brânză Ionescu" },
    Culture { weight: 5, order: NameOrder::Western, given: "İpek Mehmet Çağla Gülşen Besnik",
        family: "Işıldar Çağlayan Karadağ Yıldız Çollaku" },
    Culture { weight: 15, order: NameOrder::Eastern,
        given: "Thị_Minh_Ánh Quốc_Đạt Ngọc_Hưởng Thu_Hà Văn_Hùng Thị_Lan Đức_Anh Mỹ_Linh",
        family: "Nguyễn Trần Phạm Lê Hoàng Huỳnh Vũ Đặng Bùi" },
    // Greek and Cyrillic
    Culture { weight: 10, order: NameOrder::Western,
        given: "Ελένη Μαρία Κατερίνα Σοφία Δήμητρα Βασιλική", family: "Παπαδάκη Αλεξίου Νικολάου Γεωργίου Οικονόμου" },
    Culture { weight: 10, order: NameOrder::Western,
        given: "Γιώργος Νίκος Κώστας Δημήτρης Γιάννης Παναγιώτης",
        family: "Παπαδάκης Αλεξίου Νικολάου Γεωργίου Οικονόμου" },
    Culture { weight: 12, order: NameOrder::Western,
        given: "Ольга Наталя Цветелина Оксана Ирина Мария Јована",
        family: "Ковальчук Соболева Ангелова Шевченко Иванова Бондаренко Љубинковић" },
    Culture { weight: 12, order: NameOrder::Western,
        given: "Дмитрий Андрій Ђорђе Тарас Иван Михаил Стоян",
        family: "Ковальчук Соболев Ангелов Шевченко Иванов Бондаренко Љубинковић" },
    // Right to left
    Culture { weight: 25, order: NameOrder::Western,
        given: "ليلى يوسف مريم عمر فاطمة أحمد خالد زينب حسن نور سارة إبراهيم علي\u{200C}رضا عائشہ",
        family: "الخطيب عبد_الرحمن الزهراني بن_سالم الحسيني المصري منصور حداد صدیقی قریشی فرهمند" },
    Culture { weight: 12, order: NameOrder::Western,
        given: "שרה אברהם נועה יעקב רחל דוד מרים משה תמר", family: "בן־דוד פרידמן צ'רנוב כהן לוי מזרחי שפירא" },
    // South Asia
    Culture { weight: 20, order: NameOrder::Western,
        given: "आरव सुनीता वंदना राजेश प्रिया अनिल मीरा विजय कमला", family: "शर्मा देशमुख त्रिपाठी गुप्ता वर्मा जोशी पाटील यादव" },
    Culture { weight: 15, order: NameOrder::Western,
        given: "অনন্যা শফিক মৌসুমী রফিক সুমাইয়া তানভীর নাসরিন", family: "চৌধুরী আহমেদ সরকার ইসলাম বেগম হোসেন দাস" },
    Culture { weight: 12, order: NameOrder::Western,
        given: "கவிதா செந்தில் முருகன் லட்சுமி அருண் மீனா", family: "முருகன் குமரன் சுப்பிரமணியம் ராஜன் நடராஜன்" },
    Culture { weight: 8, order: NameOrder::Western,
        given: "ਹਰਜੀਤ ਗੁਰਪ੍ਰੀਤ ਸਿਮਰਨ ਜਸਲੀਨ", family: "ਕੌਰ_ਗਿੱਲ ਕੌਰ_ਸਿੱਧੂ ਕੌਰ ਕੌਰ_ਸੰਧੂ" },
    Culture { weight: 8, order: NameOrder::Western,
        given: "ਹਰਜੀਤ ਗੁਰਦੀਪ ਬਲਵਿੰਦਰ ਮਨਜੀਤ", family: "ਸਿੰਘ_ਗਿੱਲ ਸਿੰਘ_ਸਿੱਧੂ ਸਿੰਘ ਸਿੰਘ_ਸੰਧੂ" },
    // East and South-East Asia
    Culture { weight: 25, order: NameOrder::Joined,
        given: "秀英 志强 美玲 伟 芳 娜 敏 静 磊 洋 建国 嘉欣 子轩 雨桐 淑芬 家豪", family: "王 李 张 刘 陈 陳 杨 黄 赵 吴 周 欧阳 司马 林" },
    Culture { weight: 10, order: NameOrder::Eastern,
        given: "さくら 健太 ゆき 陽菜 タロウ ハナコ 翔", family: "佐藤 山本 鈴木 田中 タナカ ヤマダ 高橋" },
    Culture { weight: 12, order: NameOrder::Joined,
        given: "서연 도윤 별 민준 지우 하은 예준 수빈", family: "김 박 오 이 최 정 강 남궁" },
    Culture { weight: 10, order: NameOrder::Western,
        given: "สมศรี สมชาย มาลี ประเสริฐ วิภา", family: "ใจงาม ทองดี แสงสว่าง ศรีสุข บุญมา" },
    // One letter, one word: nothing else follows
    Culture { weight: 12, order: NameOrder::Alone,
        given: "X O U Kartika Tenzin Sukarti 별 刘 நிலா Ñ", family: "" },
];
