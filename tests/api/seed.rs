//! Generated data is reproducible, and obeys all rules.

use panda::seed::{self, Plan, SeedError, Seeded};

use crate::support::TestApp;

const PLAN: Plan = Plan { patients: 1_000, appointments: 10_000, seed: 7 };

const TABLES: [&str; 6] =
    ["organisations", "departments", "clinicians", "clinician_posts", "patients", "appointments"];

/// In London's local time.
const LOCAL: &str = "SELECT *, starts_at AT TIME ZONE 'Europe/London' AS starts, ends_at AT TIME ZONE 'Europe/London' AS ends,
    (starts_at AT TIME ZONE 'Europe/London')::date - (created_at AT TIME ZONE 'Europe/London')::date AS waited
    FROM appointments";

impl TestApp {
    async fn seed(&self, plan: Plan) -> Result<Seeded, SeedError> {
        seed::run(&self.context, plan, &|_| {}).await
    }

    async fn seeded() -> Self {
        let app = Self::start().await;
        app.seed(PLAN).await.expect("an empty database");
        app
    }

    /// A digest of each table's rows, without the analysts' keys, which are random.
    fn digests(&self) -> Vec<String> {
        let digest = |table| {
            format!(
                "SELECT md5(string_agg(row, '|' ORDER BY row))
                 FROM {table} AS t, LATERAL (SELECT (to_jsonb(t) - 'analytics_key')::text) AS content(row)"
            )
        };
        TABLES.iter().flat_map(|table| self.database.texts(&digest(table))).collect()
    }

    /// The number of appointments that satisfy a condition.
    fn appointments_where(&self, condition: &str) -> i64 {
        self.database.number(&format!("SELECT count(*) FROM ({LOCAL}) AS a WHERE {condition}"))
    }

    /// Missed per thousand attended or missed past appointments that satisfy a condition.
    fn missed_per_mille(&self, condition: &str) -> i64 {
        let past = format!("ends_at <= '{}' AND {condition}", self.now().to_rfc3339());
        let missed = self.appointments_where(&format!("status = 'active' AND {past}"));
        let all = self.appointments_where(&format!("status <> 'cancelled' AND {past}"));
        assert!(all > 200, "too few to tell: {all} where {condition}");
        missed * 1_000 / all
    }

    async fn total(&self, list: &str) -> i64 {
        let query = format!("{{ list: {list} {{ totalCount }} }}");
        self.query(&query).await.data("/list/totalCount").as_i64().expect("a number")
    }
}

#[tokio::test]
async fn the_data_depends_on_the_seed_only() {
    let plan = Plan { patients: 200, appointments: 2_000, seed: 1 };
    let [one, two, other, smaller] =
        [TestApp::start().await, TestApp::start().await, TestApp::start().await, TestApp::start().await];
    let seeded = one.seed(plan).await.expect("an empty database");
    assert_eq!(two.seed(plan).await.expect("an empty database"), seeded);
    other.seed(Plan { seed: 2, ..plan }).await.expect("an empty database");
    smaller.seed(Plan { appointments: 1_000, ..plan }).await.expect("an empty database");
    let digests = one.digests();
    assert_eq!(digests.len(), TABLES.len());
    assert_eq!(two.digests(), digests);
    // The places are always the same, except for their IDs.
    assert!(other.digests().iter().zip(&digests).all(|(other, one)| other != one));
    assert_eq!(smaller.digests()[4], digests[4], "patients do not depend on the number of appointments");
}

#[tokio::test]
async fn the_planned_numbers_are_written_and_readable_through_the_api() {
    let app = TestApp::start().await;
    let seeded = app.seed(PLAN).await.expect("an empty database");
    assert_eq!((seeded.patients, seeded.appointments), (1_000, 10_000));
    for (list, count) in [
        ("patients", 1_000),
        ("appointments", 10_000),
        ("clinicians", seeded.clinicians),
        ("departments", seeded.departments),
        ("organisations", seeded.organisations),
    ] {
        assert_eq!(app.total(list).await, i64::try_from(count).expect("small"), "{list}");
    }
    let now = app.now().to_rfc3339();
    let mut sum = 0;
    for (status, condition) in [
        ("MISSED", format!("status = 'active' AND ends_at <= '{now}'")),
        ("ACTIVE", format!("status = 'active' AND ends_at > '{now}'")),
        ("ATTENDED", format!("status = 'attended' AND starts_at <= '{now}'")),
        ("CANCELLED", "status = 'cancelled'".to_owned()),
    ] {
        let found = app.total(&format!("appointments(filter: {{ status: [{status}] }})")).await;
        assert!(found > 100, "{status}: {found}");
        assert_eq!(app.appointments_where(&condition), found, "{status}");
        sum += found;
    }
    assert_eq!(sum, 10_000);
    let nested = "{ appointments(last: 1) { edges { node { patient { name nhsNumber phone email addressLines }
        clinician { name posts { organisation { name } } } department { code } organisation { odsCode } } } } }";
    app.query(nested).await.data("/appointments/edges/0/node");
}

#[tokio::test]
async fn appointments_are_in_working_hours_and_within_every_rule() {
    let app = TestApp::seeded().await;
    let now = app.now().to_rfc3339();
    for (what, condition) in [
        ("is outside of working hours", "starts::time < '09:00' OR ends::time > '17:00' OR starts::date <> ends::date"),
        ("is on a Sunday", "extract(isodow FROM starts) = 7"),
        ("is on a holiday", "to_char(starts, 'MM-DD') IN ('01-01', '12-25', '12-26')"),
        ("does not begin with a quarter of an hour", "extract(minute FROM starts)::int % 15 <> 0"),
        ("was booked too late", &format!("created_at >= least(starts_at, '{now}')")),
        ("was changed in the future", &format!("updated_at > '{now}' OR updated_at < created_at")),
        ("was attended too early or too late", "attended_at < starts_at - interval '12 hours' OR attended_at >= ends_at"),
        ("was cancelled too late", "cancelled_at >= starts_at OR cancelled_at < created_at"),
        ("lacks a fact", "(status = 'attended' AND (attended_at IS NULL OR arrived_late IS NULL))
            OR (status = 'cancelled' AND (cancelled_at IS NULL OR cancelled_by IS NULL))"),
        ("is late by one account", "arrived_late <> (attended_at > starts_at)"),
        ("was booked before the patient joined",
            "created_at < (SELECT created_at FROM patients WHERE id = patient_id)"),
        ("is not at a place where the clinician works", "NOT EXISTS (SELECT FROM clinician_posts AS p
            WHERE p.clinician_id = a.clinician_id AND p.organisation_id = a.organisation_id AND p.starts_on < starts)"),
        ("has another postcode than its place",
            "postcode <> (SELECT postcode FROM organisations WHERE id = organisation_id)"),
        ("is in another department than the clinician",
            "department_id <> (SELECT department_id FROM clinicians WHERE id = clinician_id)"),
        ("overlaps, though one is cancelled", "EXISTS (SELECT FROM appointments AS o WHERE o.id <> a.id
            AND (o.patient_id = a.patient_id OR o.clinician_id = a.clinician_id)
            AND o.starts_at < a.ends_at AND o.ends_at > a.starts_at)"),
    ] {
        assert_eq!(app.appointments_where(condition), 0, "{what}");
    }
    // None of these checks passes for lack of cases.
    for condition in [
        "extract(isodow FROM starts) = 6",
        "starts_at::time <> starts::time",
        "arrived_late",
        "status = 'cancelled' AND cancelled_by = 'provider'",
        "cancellation_reason IS NOT NULL",
        &format!("starts_at > '{now}'::timestamptz + interval '6 weeks'"),
        &format!("status = 'cancelled' AND starts_at > '{now}'"),
        &format!("starts_at < '{now}'::timestamptz - interval '2 years'"),
    ] {
        assert!(app.appointments_where(condition) > 0, "{condition}");
    }
}

#[tokio::test]
async fn patients_have_many_scripts_ages_and_places() {
    let app = TestApp::seeded().await;
    for (script, letters) in [
        ("Latin with accents", "À-ž"),
        ("Greek", "Α-ω"),
        ("Cyrillic", "А-я"),
        ("Hebrew", "א-ת"),
        ("Arabic", "ء-ي"),
        ("Devanagari", "अ-ह"),
        ("Bengali", "অ-হ"),
        ("Tamil", "அ-ஹ"),
        ("Gurmukhi", "ਅ-ਹ"),
        ("Thai", "ก-ฮ"),
        ("Han", "一-龥"),
        ("kana", "ぁ-ヺ"),
        ("Hangul", "가-힣"),
    ] {
        let found = app
            .database
            .number(&format!("SELECT count(*) FROM patients WHERE name ~ '[{letters}]' COLLATE \"C\""));
        assert!(found > 0, "{script}");
    }
    for condition in
        ["name IS NOT NFC NORMALIZED", "length(name) = 1", "nhs_number LIKE '000%'", "postcode LIKE 'ZZ99%'"]
    {
        assert!(
            app.database.number(&format!("SELECT count(*) FROM patients WHERE {condition}")) > 0,
            "{condition}"
        );
    }
    let decades =
        "SELECT count(DISTINCT extract(year FROM age('2026-03-02', date_of_birth))::int / 10) FROM patients";
    assert_eq!(app.database.number(decades), 10);
    assert!(app.database.number("SELECT count(DISTINCT organisation_id) FROM appointments") >= 4);
    assert!(app.database.number("SELECT count(DISTINCT department_id) FROM appointments") >= 6);
    assert_eq!(
        app.database.number("SELECT count(*) FROM clinicians"),
        app.database.number("SELECT count(DISTINCT name) FROM clinicians"),
        "files tell clinicians by their names"
    );
    let none = "SELECT count(*) FROM patients AS p WHERE NOT EXISTS (SELECT FROM appointments WHERE patient_id = p.id)";
    let many = "SELECT max(count) FROM (SELECT count(*) FROM appointments GROUP BY patient_id) AS counted";
    assert!(app.database.number(none) > 0 && app.database.number(many) > 20);
}

#[tokio::test]
async fn the_missed_rate_depends_on_department_weekday_and_wait() {
    let app = TestApp::start().await;
    app.seed(Plan { patients: 3_000, appointments: 30_000, seed: 7 }).await.expect("an empty database");
    let of = |name: &str| format!("department_id = (SELECT id FROM departments WHERE name = '{name}')");
    let (doctors, oncology) = (of("general practice"), of("oncology"));
    assert!(app.missed_per_mille(&doctors) > 3 * app.missed_per_mille(&oncology) / 2);
    // Within one department, because departments differ in their waits.
    let rate = |condition: &str| app.missed_per_mille(&format!("{doctors} AND {condition}"));
    let monday = rate("extract(isodow FROM starts) = 1");
    let midweek = rate("extract(isodow FROM starts) IN (2, 3, 4)");
    assert!(monday * 10 > midweek * 12, "{monday} and {midweek}");
    let (at_once, waiting) = (rate("waited < 2"), rate("waited >= 2"));
    assert!(at_once * 10 < waiting * 8, "{at_once} and {waiting}");
}
