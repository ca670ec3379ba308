//! Writes many records at once with SQL, for tests of lists and load that do not test creation.

use super::{List, Page, TestApp, Walk, nhs_numbers};

/// The number of records. Clinicians are distributed over departments, and their posts over organisations, in
/// rotation. Every name except a department's, and every date of birth, occurs several times.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    pub patients: u32,
    pub clinicians: u32,
    /// Also the number of organisations.
    pub departments: u32,
    /// Per clinician, from tomorrow on without gaps, with the patients in rotation.
    pub appointments: u32,
}

impl Crowd {
    /// The same number of each, and one appointment for each.
    pub fn of(size: u32) -> Self {
        Self { patients: size, clinicians: size, departments: size, appointments: 1 }
    }

    fn sql(self) -> String {
        let Self { patients, clinicians, departments, appointments } = self;
        let numbers = nhs_numbers().take(patients.try_into().expect("a small number")).collect::<Vec<_>>();
        let numbers = numbers.join(",");
        let made = "'2026-03-01T12:00:00Z'::timestamptz + (n % 4) * interval '1 hour'";
        let id = |kind: &str, n: &str| format!("md5('{kind}' || ({n}))::uuid");
        let (patient, clinician) = (id("patient", "n"), id("clinician", "n"));
        let (department, organisation) = (id("department", "n"), id("organisation", "n"));
        let in_turn = format!("(n - 1) % {departments} + 1");
        let (own_department, own_organisation) = (id("department", &in_turn), id("organisation", &in_turn));
        let (post, appointment) = (id("post", "n"), id("appointment", "n || '/' || k"));
        let visitor = id("patient", &format!("(n - 1 + k * 7) % {patients} + 1"));
        format!(
            "INSERT INTO departments SELECT {department}, 'D' || 1000 + n, 'Department ' || 1000 + n, 1, {made}, {made}
                FROM generate_series(1, {departments}) n;
             INSERT INTO organisations SELECT {organisation}, 'ORG' || 1000 + n, 'Organisation ' || n % 5, 'hospital',
                'CF14 4XW', '{{}}', 'Europe/London', 1, {made}, {made}
                FROM generate_series(1, {departments}) n;
             INSERT INTO clinicians SELECT {clinician}, 'Clinician ' || n % 5, {own_department}, 1, {made}, {made}
                FROM generate_series(1, {clinicians}) n;
             INSERT INTO clinician_posts SELECT {post}, {clinician}, {own_organisation}, '2026-01-01', NULL
                FROM generate_series(1, {clinicians}) n;
             INSERT INTO patients SELECT {patient}, number, 'Patient ' || n % 5, date '1980-05-17' + (n % 3)::int,
                'CF10 1EP', '{{}}', NULL, NULL, 1, {made}, {made}
                FROM unnest('{{{numbers}}}'::text[]) WITH ORDINALITY AS given(number, n);
             INSERT INTO appointments SELECT {appointment}, {visitor}, {clinician}, {own_department}, {own_organisation},
                '2026-03-03T09:00:00Z'::timestamptz + k * interval '30 minutes',
                '2026-03-03T09:30:00Z'::timestamptz + k * interval '30 minutes',
                'CF14 4XW', 'active', NULL, NULL, NULL, NULL, NULL, 1, {made}, {made}
                FROM generate_series(1, {clinicians}) n, generate_series(1, {appointments}) k;
             ANALYZE;"
        )
    }
}

impl TestApp {
    /// Adds the records to an empty database.
    pub fn add_crowd(&self, crowd: Crowd) {
        self.database.execute(&crowd.sql());
    }

    /// The IDs of all entries of a list, in its order.
    pub async fn ids(&self, list: &'static str) -> Vec<String> {
        let pages = List::new(list, "", "").walk(self, Walk::Forward, 100, async || {}).await;
        let id = |node: &serde_json::Value| node["id"].as_str().expect("an id").to_owned();
        Page::entries(&pages, Walk::Forward).iter().map(id).collect()
    }
}
