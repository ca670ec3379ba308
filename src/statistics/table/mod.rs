//! A report as a table: the columns of a query, and a cell for each row and column.
//!
//! Cell values are typed and independent of language; message ids name columns and weekdays. The writer of
//! the table chooses the language and the format. Totals are excluded, because they are not a row of data.

mod cell;
mod column;
mod names;

pub use cell::{TableCell, WEEKDAYS};
pub use column::{Aspect, Column, Figure, Subject};

use super::{Ranking, Report, ReportQuery, ReportRow};
use crate::{database::Database, error::Failure};
use names::TableNames;

/// The ordered rows of a report, with the names of the entities in them.
pub struct ReportTable {
    columns: Vec<Column>,
    rows: Vec<ReportRow>,
    names: TableNames,
}

impl ReportTable {
    /// Looks up the names with one statement for each entity, independent of the number of rows.
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

    /// The cells of a range of rows, row by row; empty beyond the last row.
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
