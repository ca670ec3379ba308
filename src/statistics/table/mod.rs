//! A report as a table: the columns that a question calls for, and a cell for each row and column.
//!
//! What a cell holds is typed and depends on no language; columns and weekdays are named by the ids of messages. Whoever
//! writes the table down chooses the language and the form. Totals are no part of it, for they are no row among rows.

mod cell;
mod column;
mod names;

pub use cell::{TableCell, WEEKDAYS};
pub use column::{Aspect, Column, Figure, Subject};

use super::{Ranking, Report, ReportQuery, ReportRow};
use crate::{database::Database, error::Failure};
use names::TableNames;

/// The rows of a report in an order, with the names that belong to them.
pub struct ReportTable {
    columns: Vec<Column>,
    rows: Vec<ReportRow>,
    names: TableNames,
}

impl ReportTable {
    /// Looks the names up: in one statement for each kind, however many rows there are.
    pub async fn of(
        database: &Database,
        query: &ReportQuery,
        report: Report,
        ranking: Ranking,
    ) -> Result<Self, Failure> {
        let mut rows = report.rows;
        ranking.sort(&mut rows);
        let names = TableNames::of(database, &rows).await?;
        Ok(Self { columns: Column::all_for(query), rows, names })
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The cells of some rows, row by row; there are none beyond the last.
    pub fn rows(
        &self,
        from: usize,
        count: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = TableCell<'_>>> {
        let rows = self.rows.iter().skip(from).take(count);
        rows.map(|row| self.columns.iter().map(|column| self.cell(*column, row)))
    }

    fn cell(&self, column: Column, row: &ReportRow) -> TableCell<'_> {
        let previous = row.previous.as_ref();
        match column {
            Column::Of(subject) => self.names.cell(subject, row),
            Column::Figure(figure, Aspect::Present) => figure.cell(&row.figures),
            Column::Figure(figure, Aspect::Previous) => {
                previous.map_or(TableCell::Nothing, |previous| figure.cell(&previous.figures))
            }
            Column::Figure(figure, Aspect::Change) => {
                previous.map_or(TableCell::Nothing, |previous| figure.change(&previous.figures, &row.figures))
            }
        }
    }
}
