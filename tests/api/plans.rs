//! With a million appointments, a page of any list uses an index. Its cost depends on the size of the page,
//! not on the number of other appointments or of rows that the filter removes.
//!
//! The measures are rows visited in tables, and 8 kB pages read. The second matters for index conditions,
//! which skip entries without visiting rows.

use serde_json::{Value, json};

use crate::support::{Plan, PlanCapture, TestApp, can_read_plans, million, nhs_number, patient};

/// The limits for one page of twenty.
#[derive(Debug, Clone, Copy)]
struct Budget {
    rows: f64,
    pages: u64,
}

/// Somewhat more rows than the page: appointments in progress, or all of a patient.
const USUAL: Budget = Budget { rows: 700.0, pages: 1_500 };

const STATUSES: [&str; 9] = [
    "null",
    "[ACTIVE]",
    "[MISSED]",
    "[ATTENDED]",
    "[CANCELLED]",
    "[ACTIVE, MISSED]",
    "[MISSED, CANCELLED]",
    "[ACTIVE, ATTENDED, CANCELLED]",
    "[ACTIVE, MISSED, ATTENDED, CANCELLED]",
];

/// An order read from both ends is also its reverse.
const BY_START: &str = "{ field: STARTS_AT }";
const BY_BOOKING: &str = "{ field: CREATED_AT, direction: DESC }";

const RANGES: [&str; 5] = [
    r#"{ from: "2025-06-03T00:00:00Z", until: "2025-06-04T00:00:00Z" }"#,
    r#"{ from: "2023-01-01T00:00:00Z", until: "2025-01-01T00:00:00Z" }"#,
    r#"{ from: "2026-03-02T09:00:00Z" }"#,
    r#"{ until: "2021-03-09T00:00:00Z" }"#,
    r#"{ from: "2030-01-01T00:00:00Z", until: "2031-01-01T00:00:00Z" }"#,
];

/// The owners of the tested lists: first a typical one of each type, then the special ones of `million.sql`.
struct Owners {
    departments: Vec<String>,
    organisations: Vec<String>,
    clinicians: Vec<String>,
    patients: Vec<String>,
}

impl Owners {
    async fn of(app: &TestApp) -> Self {
        let some = async |list, numbers: &[usize]| {
            let ids = app.ids(list).await;
            numbers.iter().map(|n| ids[n - 1].clone()).collect()
        };
        let patient = async |n| {
            let query = format!(r#"{{ patient(by: {{ nhsNumber: "{}" }}) {{ id }} }}"#, nhs_number(n));
            app.query(&query).await.text("/patient/id")
        };
        Self {
            departments: some("departments", &[3, 18, 19, 20]).await,
            organisations: some("organisations", &[4, 9, 1]).await,
            clinicians: some("clinicians", &[4, 399]).await,
            patients: vec![patient(1).await, patient(0).await],
        }
    }

    /// A filter for each owner, and none.
    fn filters(&self) -> Vec<String> {
        let by = |field: &str, ids: &[String]| -> Vec<String> {
            ids.iter().map(|id| format!(r#"{field}: "{id}""#)).collect()
        };
        let numbers = [nhs_number(1), nhs_number(0)];
        let mut filters = vec![String::new()];
        filters.extend(by("departmentId", &self.departments));
        filters.extend(by("organisationId", &self.organisations));
        filters.extend(by("clinicianId", &self.clinicians));
        filters.extend(by("patientId", &self.patients));
        filters.extend(by("nhsNumber", &numbers));
        filters
    }
}

/// The list without its total count, which takes a separate statement.
fn list(filter: &str, order: &str, page: &str) -> String {
    format!(
        "appointments(filter: {{ {filter} }}, orderBy: {order}, {page}) {{ edges {{ node {{ id }} }}
           pageInfo {{ startCursor endCursor }} }}"
    )
}

/// The first page at either end of the list, and the page next to it.
async fn read_pages(app: &TestApp, filter: &str, order: &str) -> Vec<String> {
    let mut asked = Vec::new();
    for (end, onwards, cursor) in [("first", "after", "endCursor"), ("last", "before", "startCursor")] {
        let query = format!("{{ {} }}", list(filter, order, &format!("{end}: 20")));
        let cursor = app.query(&query).await.data(&format!("/appointments/pageInfo/{cursor}"));
        asked.push(query);
        if let Value::String(cursor) = cursor {
            let page = format!(r#"{end}: 20, {onwards}: "{cursor}""#);
            asked.push(format!("{{ {} }}", list(filter, order, &page)));
            app.query(asked.last().expect("a query")).await.data("");
        }
    }
    asked
}

/// The plans of appointment lists, without the server's background queries.
fn of_lists(plans: Vec<Plan>) -> Vec<Plan> {
    plans.into_iter().filter(|plan| plan.sql.contains(r#"FROM "appointments""#)).collect()
}

/// Compares the requests with their plans, one statement on appointments for each.
#[track_caller]
fn expect_within(budget: Budget, asked: &[String], plans: Vec<Plan>) {
    let plans = of_lists(plans);
    assert_eq!(asked.len(), plans.len());
    let (mut rows, mut pages) = (0.0_f64, 0);
    for (query, plan) in asked.iter().zip(&plans) {
        let is_within = plan.visited() <= budget.rows && plan.pages() <= budget.pages;
        assert!(
            plan.read_whole().is_empty() && is_within,
            "{query}\nvisits {} rows on {} pages:\n{}",
            plan.visited(),
            plan.pages(),
            plan.to_text()
        );
        if query.contains("nhsNumber") {
            // The patient's index has the lowest cost, except with a nearly empty range of starts.
            let is_of_patient = plan.indexes().contains(&"appointments_by_patient");
            assert!(is_of_patient || plan.pages() < 10, "{query}\n{}", plan.to_text());
        }
        (rows, pages) = (rows.max(plan.visited()), pages.max(plan.pages()));
    }
    println!("{} pages of lists, each of at most {rows} rows on {pages} pages", asked.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_on_shared_connections_use_generic_plans() {
    if !can_read_plans("reads_on_shared_connections_use_generic_plans") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let number = nhs_number(1);
    let query = format!(r#"{{ patient(by: {{ nhsNumber: "{number}" }}) {{ name }} }}"#);
    let (_, plans) = planned.plans(async |app| app.query(&query).await.text("/patient/name")).await;
    let plans: Vec<String> =
        plans.iter().filter(|plan| plan.sql.contains(r#""nhs_number" = $1"#)).map(Plan::steps).collect();
    assert!(plans.len() == 1 && plans[0].contains("$1") && !plans[0].contains(&number), "{plans:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unfiltered_list_uses_an_index_for_every_status_and_order() {
    if !can_read_plans("the_unfiltered_list_uses_an_index_for_every_status_and_order") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let owners = Owners::of(&planned.app).await;
    for owner in owners.filters() {
        let (asked, plans) = planned
            .plans(async |app| {
                let mut asked = Vec::new();
                for status in STATUSES {
                    for order in [BY_START, BY_BOOKING] {
                        asked.extend(read_pages(app, &format!("status: {status} {owner}"), order).await);
                    }
                }
                asked
            })
            .await;
        expect_within(USUAL, &asked, plans);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_range_of_starts_in_start_order_uses_an_index() {
    if !can_read_plans("a_range_of_starts_in_start_order_uses_an_index") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let filters = Owners::of(&planned.app).await.filters();
    let (asked, plans) = planned.plans(async |app| read_ranges(app, &filters, BY_START).await).await;
    expect_within(USUAL, &asked, plans);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unfiltered_list_of_any_status_uses_one_scan() {
    if !can_read_plans("the_unfiltered_list_of_any_status_uses_one_scan") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let range = format!("startsAt: {}", RANGES[0]);
    let (asked, plans) = planned
        .plans(async |app| {
            let all = read_pages(app, "", BY_START).await;
            [all, read_pages(app, &range, BY_START).await].concat()
        })
        .await;
    let plans = of_lists(plans);
    for plan in &plans {
        assert_eq!(plan.indexes(), ["appointments_by_starts_at_of_any_status"], "{}", plan.to_text());
    }
    expect_within(Budget { rows: 21.0, pages: 50 }, &asked, plans);
}

async fn read_ranges(app: &TestApp, filters: &[String], order: &str) -> Vec<String> {
    let mut asked = Vec::new();
    for filter in filters {
        for range in RANGES {
            for status in &STATUSES[..5] {
                let filter = format!("startsAt: {range} status: {status} {filter}");
                asked.extend(read_pages(app, &filter, order).await);
            }
        }
    }
    asked
}

/// The cost that no index avoids: a range of one instant with the order of another. If few rows are expected
/// in the range, they are sorted (at worst 9,500 rows of an organisation). Otherwise the index of the order
/// is scanned until the page is full, and the index entries alone decide about the range. At worst that is
/// every entry of a status: 6,400 pages and no row, about 30 ms.
const ACROSS: Budget = Budget { rows: 12_000.0, pages: 12_000 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_range_of_starts_in_the_order_of_booking_visits_no_row_out_of_range() {
    if !can_read_plans("a_range_of_starts_in_the_order_of_booking_visits_no_row_out_of_range") {
        return;
    }
    // Such a statement has inlined values and is planned for them, because the best plan depends on them.
    let planned = PlanCapture::start(million()).await;
    let filters = Owners::of(&planned.app).await.filters();
    let (asked, plans) = planned.plans(async |app| read_ranges(app, &filters, BY_BOOKING).await).await;
    expect_within(ACROSS, &asked, plans);
}

/// In a clinician's list, appointments of other departments are visited and filtered out: at worst all that
/// the clinician has.
const OF_A_CLINICIAN: Budget = Budget { rows: 3_000.0, pages: 3_000 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_two_owners_uses_the_more_selective_index() {
    if !can_read_plans("a_list_of_two_owners_uses_the_more_selective_index") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let owners = Owners::of(&planned.app).await;
    let (departments, organisations) = (&owners.departments, &owners.organisations);
    let [of_patient, of_clinician] = [("patientId", &owners.patients), ("clinicianId", &owners.clinicians)]
        .map(|(field, ids)| ids.iter().map(move |id| format!(r#"{field}: "{id}""#)));
    // Some pairs have no common appointment.
    let mut pairs: Vec<(Budget, String)> = Vec::new();
    for department in departments {
        let department = format!(r#"departmentId: "{department}""#);
        let within = organisations.iter().map(|id| format!(r#"organisationId: "{id}" {department}"#));
        pairs.extend(
            within
                .chain(of_patient.clone().map(|one| format!("{one} {department}")))
                .map(|pair| (USUAL, pair)),
        );
        pairs.extend(of_clinician.clone().map(|one| (OF_A_CLINICIAN, format!("{one} {department}"))));
    }
    for (budget, pair) in pairs {
        let (asked, plans) = planned
            .plans(async |app| {
                let mut asked = Vec::new();
                for status in STATUSES {
                    for order in [BY_START, BY_BOOKING] {
                        asked.extend(read_pages(app, &format!("status: {status} {pair}"), order).await);
                    }
                }
                asked
            })
            .await;
        expect_within(budget, &asked, plans);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lists_of_many_owners_use_each_owners_index() {
    if !can_read_plans("the_lists_of_many_owners_use_each_owners_index") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    for (plural, kind) in [
        ("departments", "Department"),
        ("organisations", "Organisation"),
        ("clinicians", "Clinician"),
        ("patients", "Patient"),
    ] {
        let query = format!("{{ {plural}(first: 9) {{ edges {{ node {{ id }} }} }} }}");
        let ids = planned.app.query(&query).await.data(&format!("/{plural}/edges"));
        let ids: Vec<&Value> =
            ids.as_array().expect("edges").iter().map(|edge| &edge["node"]["id"]).collect();
        let (asked, plans) = planned
            .plans(async |app| {
                let mut asked = Vec::new();
                for status in STATUSES {
                    for order in [BY_START, BY_BOOKING] {
                        for page in ["first: 20", "last: 20"] {
                            let list = list(&format!("status: {status}"), order, page);
                            let query = format!(
                                "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {list} }} }} }}"
                            );
                            app.send(&query, json!({ "ids": ids })).await.data("");
                            asked.push(query);
                        }
                    }
                }
                asked
            })
            .await;
        let budget = Budget { rows: 9.0 * 100.0, pages: 9 * 200 };
        expect_within(budget, &asked, plans);
    }
}

/// At worst all of a patient's appointments are visited.
const OF_A_PATIENT: Budget = Budget { rows: 400.0, pages: 500 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patients_queries_visit_at_most_the_patients_own_rows() {
    if !can_read_plans("a_patients_queries_visit_at_most_the_patients_own_rows") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let owners = Owners::of(&planned.app).await;
    for own in &owners.patients {
        let (asked, plans) = planned
            .plans(async |app| {
                let mut asked = Vec::new();
                for owner in owners.filters() {
                    for status in STATUSES {
                        for (order, page) in [(BY_START, "first: 20"), (BY_BOOKING, "last: 20")] {
                            let list = list(&format!("status: {status} {owner}"), order, page);
                            asked.push(format!("{{ {list} }}"));
                            let query = asked.last().expect("a query");
                            app.send_as(patient(own), query, json!({})).await.data("");
                        }
                    }
                }
                asked
            })
            .await;
        expect_within(OF_A_PATIENT, &asked, plans);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nested_lists_for_a_patient_use_an_index() {
    if !can_read_plans("nested_lists_for_a_patient_use_an_index") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let owners = Owners::of(&planned.app).await;
    let beneath = ["departments", "organisations", "clinicians"];
    for (n, plural) in (0..owners.patients.len()).flat_map(|n| beneath.map(|plural| (n, plural))) {
        let (asked, plans) = planned
            .plans(async |app| {
                let mut asked = Vec::new();
                for status in STATUSES {
                    for (order, page) in [(BY_START, "first: 20"), (BY_BOOKING, "last: 20")] {
                        let list = list(&format!("status: {status}"), order, page);
                        let query = format!("{{ {plural}(first: 9) {{ edges {{ node {{ {list} }} }} }} }}");
                        app.send_as(patient(&owners.patients[n]), &query, json!({})).await.data("");
                        asked.push(query);
                    }
                }
                asked
            })
            .await;
        let lists = plans.iter().filter(|plan| plan.sql.contains(r#"FROM "appointments""#));
        for plan in lists {
            // A clinician may have fewer future appointments than the other patient, who has some hundreds.
            let is_of_patient = plan.indexes().contains(&"appointments_by_patient");
            assert!(is_of_patient || n > 0, "{}", plan.to_text());
        }
        let Budget { rows, pages } = OF_A_PATIENT;
        expect_within(Budget { rows: 9.0 * rows, pages: 9 * pages }, &asked, plans);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patients_search_reads_no_other_patient() {
    if !can_read_plans("a_patients_search_reads_no_other_patient") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let own = patient(&Owners::of(&planned.app).await.patients[0]);
    let (found, plans) = planned
        .plans(async |app| {
            let mut found = Vec::new();
            for filter in [r#"search: "patient""#, r#"search: "p""#, r#"search: "nt 9" postcode: "CF10""#, ""] {
                for order in ["", "orderBy: { field: NAME }", "orderBy: { field: CREATED_AT, direction: DESC }"] {
                    let query = format!("{{ patients(filter: {{ {filter} }} {order}) {{ totalCount edges {{ node {{ id }} }} }} }}");
                    found.push(app.send_as(own, &query, json!({})).await.data("/patients/totalCount"));
                }
            }
            found
        })
        .await;
    assert_eq!(found.iter().filter(|count| **count == json!(1)).count(), 9, "{found:?}");
    let plans: Vec<&Plan> = plans.iter().filter(|plan| plan.sql.contains("patients")).collect();
    assert!(plans.len() >= 2 * found.len(), "that was not all: {}", plans.len());
    for plan in plans {
        assert!(plan.read_whole().is_empty() && plan.visited() <= 5.0, "{}", plan.to_text());
    }
}
