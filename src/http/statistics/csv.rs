//! A table as CSV (RFC 4180), written in batches of rows, so that the whole text is never in memory.
//!
//! Headings are in the reader's language. Values are independent of language, so that programs can read them:
//! a decimal point, ISO 8601 dates, `true` and `false`, and an empty cell for a missing or suppressed value.
//! Names are unchanged, unless a spreadsheet would interpret them as a formula. `docs/spreadsheets.md`
//! explains how to open the file.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Map;

use super::arguments::Separator;
use crate::{
    graphql::GlobalId,
    i18n::{self, Locale},
    statistics::table::{Aspect, Column, ReportTable, TableCell},
};

/// Spreadsheets recognise UTF-8 by it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The number of rows in a batch.
const ROWS: usize = 256;

/// The format of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct CsvFormat {
    pub locale: Locale,
    pub has_bom: bool,
    pub separator: Separator,
}

/// The heading, followed by batches of rows.
pub(super) fn pieces(table: ReportTable, form: CsvFormat) -> impl Iterator<Item = Vec<u8>> {
    let heading = heading(&table, form);
    let starts = (0..table.row_count()).step_by(ROWS);
    std::iter::once(heading).chain(starts.map(move |start| rows(&table, form, start)))
}

fn heading(table: &ReportTable, form: CsvFormat) -> Vec<u8> {
    let mut piece = if form.has_bom { BYTE_ORDER_MARK.into() } else { Vec::new() };
    let titles = table.columns().iter().map(|column| title(*column, form.locale));
    let mut writer = writer(form.separator);
    writer.write_record(titles.map(String::into_bytes)).expect(INFALLIBLE);
    piece.extend(written(writer));
    piece
}

fn rows(table: &ReportTable, form: CsvFormat, start: usize) -> Vec<u8> {
    let mut writer = writer(form.separator);
    for row in table.rows(start, ROWS) {
        let fields = row.map(|cell| field(&cell, form.locale).into_owned());
        writer.write_record(fields.map(String::into_bytes)).expect(INFALLIBLE);
    }
    written(writer)
}

const INFALLIBLE: &str = "memory accepts every write, and rows have as many fields as columns";

fn writer(separator: Separator) -> Writer<Vec<u8>> {
    let delimiter = match separator {
        Separator::Comma => b',',
        Separator::Semicolon => b';',
        Separator::Tab => b'\t',
    };
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(Vec::new())
}

fn written(writer: Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect(INFALLIBLE)
}

fn title(column: Column, locale: Locale) -> String {
    let message = |id| message(id, locale);
    match column {
        Column::Of(subject) => message(subject.into()),
        Column::Figure(figure, Aspect::Present) => message(figure.into()),
        Column::Figure(figure, aspect @ (Aspect::Previous | Aspect::Change)) => {
            format!("{} ({})", message(figure.into()), message(aspect.into()))
        }
    }
}

fn message(id: &str, locale: Locale) -> String {
    i18n::message(locale, id, &Map::new())
}

fn field<'a>(cell: &TableCell<'a>, locale: Locale) -> Cow<'a, str> {
    match cell {
        TableCell::Nothing => "".into(),
        TableCell::Text(text) => escape_formula(text),
        TableCell::Message(id) => message(id, locale).into(),
        TableCell::Clinician(id) => id.to_global().0.into(),
        TableCell::Count(count) => count.to_string().into(),
        TableCell::Share(share) => share.to_string().into(),
        TableCell::Money(amount) => amount.to_string().into(),
        TableCell::Day(day) => day.to_string().into(),
        TableCell::Flag(is_so) => is_so.to_string().into(),
    }
}

/// Escapes a text that a spreadsheet could interpret as a formula (OWASP, "CSV Injection"): a leading
/// apostrophe marks it as text. A text that begins with an apostrophe gets another one, so readers can always
/// remove exactly one.
fn escape_formula(text: &str) -> Cow<'_, str> {
    const BEGINNINGS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    const APOSTROPHE_AND_CONTROLS: [char; 4] = ['\'', '\t', '\r', '\n'];
    if text.starts_with(APOSTROPHE_AND_CONTROLS) || text.trim_start().starts_with(BEGINNINGS) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_escaped() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            " =1",
            "\u{a0}\u{3000}=1",
            "＝1",
            "　＋1",
            "－1",
            "＠x",
            "'=1+1",
            "'quoted'",
            "''",
        ] {
            assert_eq!(escape_formula(formula), format!("'{formula}"), "{formula:?}");
        }
    }

    #[test]
    fn other_texts_are_unchanged() {
        for text in
            ["", "ENT", "1", "O'Brien", " '=1", "a=b", "Mary-Ann", " x", "مريم", "刘", "आरव", "\u{2212}1"]
        {
            assert_eq!(escape_formula(text), text);
        }
    }

    proptest! {
        #[test]
        fn the_original_text_can_be_recovered_from_its_cell(text in "['=+@＝＋－＠\t\r\n \u{a0}\u{3000}-]{0,4}[a-z1]?|\\PC*") {
            let cell = escape_formula(&text);
            let undone = cell.strip_prefix('\'').unwrap_or(&cell);
            prop_assert_eq!(undone, text.as_str());
            prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        }
    }
}
