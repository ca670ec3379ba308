//! Very many patients with names in many scripts, for tests of search results and speed.

use super::{TestApp, nhs_numbers};

const LATIN: [&[&str]; 2] = [
    &[
        "Anna", "Zoë", "Chloé", "Mary-Ann", "Łukasz", "Emma", "Alan", "Xavier", "Siân", "Omar", "Priya",
        "Aaron", "Søren", "Jürgen", "Niamh", "Rhys", "Fatima", "Kwame", "Dylan",
    ],
    &[
        "Smith",
        "Jones",
        "O'Brien",
        "O’Neill",
        "Fox",
        "Patel",
        "Khan",
        "McGregor",
        "Wiśniewski",
        "Annan",
        "Nguyễn",
        "Williamson",
        "Żak",
        "Weiß",
        "Llewellyn",
        "Adams",
        "Okonkwo",
        "Fernández",
        "Clarke",
        "Baxter-Hale",
        "van Dijk",
        "Hall",
        "Moore",
    ],
];
const HAN: [&[&str]; 2] = [&["刘", "王", "李", "欧阳"], &["伟", "秀英", "芳", "明", "志强", ""]];
const ARABIC: [&[&str]; 2] = [&["محمد", "مريم", "عمر", "ليلى"], &["الخطيب", "سالم", "الزهراني", "حسن"]];
const DEVANAGARI: [&[&str]; 2] = [&["आरव", "सुनीता", "राज"], &["डार", "शर्मा", "देशमुख"]];

/// Each of these names has one patient.
const SINGULAR: [&str; 4] = ["Quetzal Zzyzx", "X", "50% Off", "Under_Score"];

impl TestApp {
    /// Adds that many patients to an empty database. A fifth of the names are Arabic, and they sort after all
    /// Latin names.
    pub fn add_population(&self, size: usize) {
        // Dollar quotes, because names contain apostrophes.
        let array = |texts: &[&str]| format!("$${{\"{}\"}}$$::text[]", texts.join("\",\""));
        let pick = |[first, last]: [&[&str]; 2], between: &str| {
            let (firsts, lasts) = (first.len(), last.len());
            let (first, last) = (array(first), array(last));
            format!("({first})[1 + n / 20 % {firsts}] || '{between}' || ({last})[1 + n / 7 % {lasts}]")
        };
        let numbers = nhs_numbers().take(size).collect::<Vec<_>>().join(",");
        let (latin, han, arabic, devanagari) =
            (pick(LATIN, " "), pick(HAN, ""), pick(ARABIC, " "), pick(DEVANAGARI, " "));
        let singular = array(&SINGULAR);
        self.database.execute(&format!(
            "INSERT INTO patients (id, nhs_number, name, date_of_birth, postcode, created_at, updated_at)
             SELECT md5('patient' || n)::uuid, number, CASE WHEN n <= 4 THEN ({singular})[n] ELSE CASE n % 20
                WHEN 0 THEN {han} WHEN 1 THEN {devanagari} WHEN 2 THEN {arabic} WHEN 3 THEN {arabic}
                WHEN 4 THEN {arabic} WHEN 5 THEN {arabic} ELSE {latin} END END,
                date '1930-01-01' + (n * 7919 % 34000)::int, ('{{CF10,SW1A,M1,LS2,EH1}}'::text[])[1 + n / 3 % 5] || ' 1AA',
                '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'
             FROM unnest('{{{numbers}}}'::text[]) WITH ORDINALITY AS given(number, n)"
        ));
        self.database.execute("VACUUM ANALYZE patients");
    }
}
