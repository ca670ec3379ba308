//! The answer: a row for each bucket, and all of them together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    DisclosureControl, Figures, Interval, ReportQuery, StatisticsError, calendar::MAXIMUM_BUCKETS,
    comparison::ComparedDays, figures::Counts, slots::PeriodSlot, store,
};
use crate::{
    clinician::ClinicianId, context::AppContext, department::DepartmentId, error::Failure,
    organisation::OrganisationId,
};

/// What the appointments of a row have in common, as far as they are told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketKey {
    /// Which part of the period.
    pub part: usize,
    pub department_id: Option<DepartmentId>,
    pub clinician_id: Option<ClinicianId>,
    /// Nothing also where no organisation is on record.
    pub organisation_id: Option<OrganisationId>,
    /// From Monday, which is 1, to Sunday.
    pub weekday: Option<u8>,
    pub hour: Option<u8>,
}

/// Some appointments, and what is told of them.
#[derive(Debug, Clone)]
pub struct ReportRow {
    pub key: BucketKey,
    /// The first day of the interval by the calendar, where the period is divided.
    pub period_start: Option<NaiveDate>,
    pub figures: Figures,
    /// The same of the time with which it is compared. None where nothing there is like it.
    pub previous: Option<Previous>,
}

/// What is told of the time with which a row is compared.
#[derive(Debug, Clone, Copy)]
pub struct Previous {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub figures: Figures,
}

/// The answer to a question.
#[derive(Debug, Clone)]
pub struct Report {
    pub rows: Vec<ReportRow>,
    pub totals: ReportRow,
    pub as_of: DateTime<Utc>,
}

type CountsByKey = BTreeMap<BucketKey, Counts>;

/// Answers a question, as exactly as it may be known.
pub async fn report(
    app: &AppContext,
    query: &ReportQuery,
    disclosure: DisclosureControl,
) -> Result<Report, Failure> {
    let counted = store::count(&app.database, query, &query.division).await?;
    let before = match query.compared_days() {
        Some(days) => Some(before(app, query, days).await?),
        None => None,
    };
    Assembly { query, disclosure, before }.report(counted)
}

async fn before(app: &AppContext, query: &ReportQuery, days: ComparedDays) -> Result<Before, Failure> {
    let counted = match days.division() {
        Some(division) => store::count(&app.database, query, division).await?,
        None => CountsByKey::new(),
    };
    expect_few(counted.len())?;
    let mut before = Before { counted: HashMap::new(), all: Counts::default(), days };
    let pieces = before.days.pieces();
    for (key, counts) in counted {
        let (part, is_of_whole) = pieces[key.part];
        if let Some(part) = part {
            let sum = before.counted.entry(query.comparison_key(BucketKey { part, ..key })).or_default();
            *sum = sum.plus(counts);
        }
        if is_of_whole {
            before.all = before.all.plus(counts);
        }
    }
    Ok(before)
}

/// What there was before.
struct Before {
    /// By the keys of the rows that are compared with it.
    counted: HashMap<BucketKey, Counts>,
    all: Counts,
    days: ComparedDays,
}

struct Assembly<'a> {
    query: &'a ReportQuery,
    disclosure: DisclosureControl,
    before: Option<Before>,
}

impl ReportQuery {
    fn compared_days(&self) -> Option<ComparedDays> {
        let comparison = self.comparison?;
        Some(ComparedDays::of(&self.period, &self.division, self.interval, comparison))
    }

    /// By what a row is found in the time with which it is compared. A date has another day of the week there.
    fn comparison_key(&self, key: BucketKey) -> BucketKey {
        if self.interval == Some(Interval::Day) { BucketKey { weekday: None, ..key } } else { key }
    }

    /// Puts rows where nothing is counted: for everybody who occurs at all, in each slot in which they could.
    fn fill(&self, counted: &mut CountsByKey) -> Result<(), Failure> {
        let owner = |key: &BucketKey| BucketKey { part: 0, weekday: None, hour: None, ..*key };
        let mut everybody: BTreeSet<BucketKey> = counted.keys().map(owner).collect();
        if !self.tells_anybody() {
            everybody.insert(BucketKey::default());
        }
        let slots: Vec<PeriodSlot> = self.slots().collect();
        expect_few(everybody.len() * slots.len())?;
        for who in everybody {
            for &PeriodSlot { part, weekday, hour } in &slots {
                counted.entry(BucketKey { part, weekday, hour, ..who }).or_default();
            }
        }
        Ok(())
    }
}

impl Assembly<'_> {
    fn report(&self, mut counted: CountsByKey) -> Result<Report, Failure> {
        expect_few(counted.len())?;
        let all = counted.values().copied().fold(Counts::default(), Counts::plus);
        if self.query.interval.is_some() || self.query.dimensions.is_empty() {
            self.query.fill(&mut counted)?;
        }
        let rows = counted.into_iter().map(|(key, counts)| self.row(key, counts)).collect();
        Ok(Report { rows, totals: self.totals(all), as_of: self.query.as_of })
    }

    fn row(&self, key: BucketKey, counts: Counts) -> ReportRow {
        let previous = self.before.as_ref().and_then(|before| {
            let key = self.query.comparison_key(key);
            let counts = before.counted.get(&key).copied().unwrap_or_default();
            self.previous(before.days.part(key.part)?, key, counts)
        });
        let period_start = self.query.division.name(key.part);
        ReportRow { key, period_start, figures: self.figures(counts), previous }
    }

    fn totals(&self, all: Counts) -> ReportRow {
        let previous = self
            .before
            .as_ref()
            .and_then(|before| self.previous(before.days.whole()?, BucketKey::default(), before.all));
        ReportRow { key: BucketKey::default(), period_start: None, figures: self.figures(all), previous }
    }

    /// None where those days have no such weekday or hour: then nothing there is like the row.
    fn previous(
        &self,
        (from, until): (NaiveDate, NaiveDate),
        key: BucketKey,
        counts: Counts,
    ) -> Option<Previous> {
        let is_like = self.query.has_slot((from, until), key.weekday, key.hour);
        is_like.then(|| Previous { from, until, figures: self.figures(counts) })
    }

    fn figures(&self, counts: Counts) -> Figures {
        self.disclosure.figures(counts, self.query.rate)
    }
}

fn expect_few(rows: usize) -> Result<(), Failure> {
    if rows <= MAXIMUM_BUCKETS {
        return Ok(());
    }
    Err(Failure::refuse_field("groupBy", StatisticsError::TooManyBuckets { maximum: MAXIMUM_BUCKETS }))
}
