//! Random appointments and random report queries. The stored counts, the queries over rows, and plain loops
//! over a list of appointments must agree.

mod changes;
mod earlier;
mod naive;
mod question;

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Value, json};
use tokio::{runtime::Handle, task::block_in_place};

use self::{
    changes::{Ledger, change},
    naive::Answer,
    question::{Question, question},
};
use crate::support::TestApp;

const CASES: u32 = 32;

/// At most this many pages of rows are compared individually.
const PAGES: usize = 3;

/// The maximum number of rows in a response.
const LIMIT: usize = 10_000;

const HOURS_OF_A_WEEK: usize = 7 * 24;

/// The server's response in the model's form.
async fn server_answer(app: &TestApp, question: &Question, zone: &str) -> Answer {
    let fields = format!(
        "totalCount pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {} }} }}",
        question::FIELDS
    );
    let (mut rows, mut after, mut count) = (Vec::new(), Value::Null, 0);
    let mut totals = Value::Null;
    for _ in 0..PAGES {
        let query = format!(
            "query($period: PeriodInput!, $after: String) {{ report: missedAppointments(period: $period {}) {{
                totals {{ {} }} rows(first: 100, after: $after) {{ {fields} }} }} }}",
            question.arguments(),
            question::FIELDS,
        );
        let variables = json!({ "period": question.period(zone), "after": after });
        let report = app.send(&query, variables).await.data("/report");
        count = report["rows"]["totalCount"].as_u64().expect("a number").try_into().expect("a small one");
        totals = report["totals"].clone();
        rows.extend(
            report["rows"]["edges"].as_array().expect("edges").iter().map(|edge| edge["node"].clone()),
        );
        if report["rows"]["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = report["rows"]["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(rows.len(), count.min(PAGES * 100), "{question:?}");
    Answer { count, rows: rows.iter().map(question::read).collect(), totals: question::read(&totals) }
}

async fn expect_refusal(app: &TestApp, question: &Question, zone: &str) {
    let arguments = question.arguments();
    let query = format!(
        "query($period: PeriodInput!) {{ missedAppointments(period: $period {arguments}) {{ asOf }} }}"
    );
    let answer = app.send(&query, json!({ "period": question.period(zone) })).await;
    answer.expect_refusals(&["STATISTICS_TOO_MANY_BUCKETS at groupBy"]);
}

async fn compare(app: &TestApp, ledger: &Ledger, question: &Question) -> Result<(), TestCaseError> {
    let expected = naive::answer(&ledger.appointments, question, PAGES * 100);
    // The limit is checked before counting: it assumes that every group has appointments, and counts weeks as
    // whole.
    let count = expected.count.max(naive::rows_per_owner(question));
    if (LIMIT - 2 * HOURS_OF_A_WEEK..=LIMIT).contains(&count) {
        return Ok(());
    }
    for zone in ["Europe/London", "Europe/Jersey"] {
        if count > LIMIT {
            expect_refusal(app, question, zone).await;
            continue;
        }
        let answer = server_answer(app, question, zone).await;
        prop_assert_eq!(&answer, &expected, "{} {:?}", zone, question);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_counts_rows_and_the_model_agree() {
    let app = TestApp::start().await;
    let mut ledger = Ledger::create(&app);
    let cases = (proptest::collection::vec(change(), 1..4), proptest::collection::vec(question(), 2..4));
    // No shrinking, because the appointments of earlier cases remain.
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let ledger = std::cell::RefCell::new(&mut ledger);
    let number = std::cell::Cell::new(0);
    // The number of appointments before the truncation.
    let former = std::cell::Cell::new(0);
    let outcome = TestRunner::new(config).run(&cases, |(changes, questions)| {
        let mut ledger = ledger.borrow_mut();
        number.set(number.get() + 1);
        if number.get() == CASES / 2 {
            former.set(ledger.appointments.len());
            ledger.truncate(&app);
        }
        for change in &changes {
            ledger.apply(&app, change);
        }
        for question in &questions {
            let question = question.clone().about(&ledger.appointments);
            block_in_place(|| Handle::current().block_on(compare(&app, &ledger, &question)))?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let all = former.get() + ledger.borrow().appointments.len();
    assert!(all > 300, "{all} are too few to tell anything");
}
