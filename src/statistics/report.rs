//! The report: a row for each bucket, and the totals.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    BucketKey, DisclosureControl, Figures, Interval, ReportQuery, StatisticsError, calendar::MAXIMUM_BUCKETS,
    comparison::ComparedDays, figures::Counts, slots::PeriodSlot, store,
};
use crate::{context::AppContext, error::Failure};

/// A row: a bucket and its figures.
#[derive(Debug, Clone)]
pub struct ReportRow {
    pub key: BucketKey,
    /// The calendar start of the interval, if the period is divided.
    pub period_start: Option<NaiveDate>,
    pub figures: Figures,
    /// The figures of the compared period. `None` if that period has no equivalent days.
    pub previous: Option<Previous>,
}

/// The compared period of a row, and its figures.
#[derive(Debug, Clone, Copy)]
pub struct Previous {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub figures: Figures,
}

/// The result of a query.
#[derive(Debug, Clone)]
pub struct Report {
    pub rows: Vec<ReportRow>,
    pub totals: ReportRow,
    pub as_of: DateTime<Utc>,
}

type CountsByKey = BTreeMap<BucketKey, Counts>;

/// Runs a query, with the precision that disclosure control permits.
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
    expect_at_most_maximum(counted.len())?;
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

/// The counts of the compared period.
struct Before {
    /// By the comparison keys of the rows.
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

    /// The key of a row in the compared period. A date has another weekday there, so the weekday is omitted.
    fn comparison_key(&self, key: BucketKey) -> BucketKey {
        if self.interval == Some(Interval::Day) { BucketKey { weekday: None, ..key } } else { key }
    }

    /// Adds empty rows: for each combination of owners that occurs, a row in each possible slot.
    fn fill(&self, counted: &mut CountsByKey) -> Result<(), Failure> {
        let owner = |key: &BucketKey| BucketKey { part: 0, weekday: None, hour: None, ..*key };
        let mut owners: BTreeSet<BucketKey> = counted.keys().map(owner).collect();
        if !self.distinguishes_owners() {
            owners.insert(BucketKey::default());
        }
        let slots: Vec<PeriodSlot> = self.slots().collect();
        expect_at_most_maximum(owners.len() * slots.len())?;
        for owner_key in owners {
            for &PeriodSlot { part, weekday, hour } in &slots {
                counted.entry(BucketKey { part, weekday, hour, ..owner_key }).or_default();
            }
        }
        Ok(())
    }
}

impl Assembly<'_> {
    fn report(&self, mut counted: CountsByKey) -> Result<Report, Failure> {
        expect_at_most_maximum(counted.len())?;
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

    /// `None` if those days do not contain such a weekday or hour, because nothing there is comparable.
    fn previous(
        &self,
        (from, until): (NaiveDate, NaiveDate),
        key: BucketKey,
        counts: Counts,
    ) -> Option<Previous> {
        let is_comparable = self.query.has_slot((from, until), key.weekday, key.hour);
        is_comparable.then(|| Previous { from, until, figures: self.figures(counts) })
    }

    fn figures(&self, counts: Counts) -> Figures {
        self.disclosure.figures(counts, self.query.rate)
    }
}

fn expect_at_most_maximum(rows: usize) -> Result<(), Failure> {
    if rows <= MAXIMUM_BUCKETS {
        return Ok(());
    }
    Err(Failure::refuse_field("groupBy", StatisticsError::TooManyBuckets { maximum: MAXIMUM_BUCKETS }))
}
