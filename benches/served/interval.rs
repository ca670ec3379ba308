//! Alternating rounds of two builds, and the confidence interval of their comparison.

use std::fmt;

use serde::Serialize;

/// Fewer rounds give no interval.
const FEWEST_ROUNDS: u32 = 10;

/// One of the two compared builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    Ours,
    Theirs,
}

/// Runs rounds of two builds in the order ABBA, and returns the results of each.
pub async fn alternating<T>(
    rounds: u32,
    mut run: impl AsyncFnMut(Build, u32) -> anyhow::Result<T>,
) -> anyhow::Result<(Vec<T>, Vec<T>)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds.max(FEWEST_ROUNDS) {
        // Alternates which comes first.
        let mut order = [Build::Ours, Build::Theirs];
        if round % 2 == 1 {
            order.reverse();
        }
        for build in order {
            let outcomes = if build == Build::Ours { &mut ours } else { &mut theirs };
            outcomes.push(run(build, round).await?);
        }
    }
    Ok((ours, theirs))
}

/// The probability that the interval misses the true median.
const DOUBT: f64 = 0.05;

/// A median with its confidence interval, which misses the true median with a probability of at most
/// [`DOUBT`].
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Interval {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// The median of the ratios of the rounds.
    pub fn of_ratios(ours: &[f64], theirs: &[f64]) -> Self {
        Self::of(ours.iter().zip(theirs).map(|(one, other)| one / other).collect())
    }

    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let last = figures.len() - 1;
        // The number of values to leave out at each end. Each value is above or below the true median with
        // equal probability. The interval misses it if all values, except this many, are on one side.
        let mut left_out = 0;
        while left_out < last / 2 && 2.0 * at_most(left_out, figures.len()) <= DOUBT {
            left_out += 1;
        }
        let left_out = left_out.saturating_sub(1);
        let median = f64::midpoint(figures[last / 2], figures[figures.len() / 2]);
        Self { median, low: figures[left_out], high: figures[last - left_out] }
    }
}

/// The probability of at most that many heads in that many throws of a fair coin.
fn at_most(heads: usize, throws: usize) -> f64 {
    let mut probability = 0.5_f64.powi(i32::try_from(throws).unwrap_or(i32::MAX));
    let mut sum = probability;
    for head in 1..=heads {
        let (head, throws) = (u32::try_from(head), u32::try_from(throws));
        let (head, throws) = (f64::from(head.unwrap_or(1)), f64::from(throws.unwrap_or(1)));
        probability *= (throws - head + 1.0) / head;
        sum += probability;
    }
    sum
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({:.3} to {:.3})", self.median, self.low, self.high)
    }
}
