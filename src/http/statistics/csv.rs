//! A table as CSV (RFC 4180), row after row, so that it need not be in memory as one text.
//!
//! Headings are in the reader's language. Values are in none, so that programs read them: a point before decimals, days as
//! ISO 8601 writes them, `true` and `false`, and nothing where nothing is told. Names stand as they are, unless a spreadsheet
//! would take them for a formula. `docs/spreadsheets.md` tells readers how to open the file.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Map;

use super::arguments::Separator;
use crate::{
    graphql::GlobalId,
    i18n::{self, Locale},
    statistics::table::{Aspect, Column, ReportTable, TableCell},
};

/// By which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How many rows are written at a time.
const ROWS: usize = 256;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct CsvFormat {
    pub locale: Locale,
    pub has_bom: bool,
    pub separator: Separator,
}

/// The heading, and then some rows at a time.
pub(super) fn pieces(table: ReportTable, form: CsvFormat) -> impl Iterator<Item = Vec<u8>> {
    let heading = heading(&table, form);
    let starts = (0..table.row_count()).step_by(ROWS);
    std::iter::once(heading).chain(starts.map(move |start| rows(&table, form, start)))
}

fn heading(table: &ReportTable, form: CsvFormat) -> Vec<u8> {
    let mut piece = if form.has_bom { BYTE_ORDER_MARK.into() } else { Vec::new() };
    let titles = table.columns().iter().map(|column| title(*column, form.locale));
    let mut writer = writer(form.separator);
    writer.write_record(titles.map(String::into_bytes)).expect(UNFAILING);
    piece.extend(written(writer));
    piece
}

fn rows(table: &ReportTable, form: CsvFormat, start: usize) -> Vec<u8> {
    let mut writer = writer(form.separator);
    for row in table.rows(start, ROWS) {
        let fields = row.map(|cell| field(&cell, form.locale).into_owned());
        writer.write_record(fields.map(String::into_bytes)).expect(UNFAILING);
    }
    written(writer)
}

const UNFAILING: &str = "memory takes whatever is written, and rows have as many fields as columns";

fn writer(separator: Separator) -> Writer<Vec<u8>> {
    let delimiter = match separator {
        Separator::Comma => b',',
        Separator::Semicolon => b';',
        Separator::Tab => b'\t',
    };
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(Vec::new())
}

fn written(writer: Writer<Vec<u8>>) -> Vec<u8> {
    writer.into_inner().expect(UNFAILING)
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
        TableCell::Text(text) => harmless(text),
        TableCell::Message(id) => message(id, locale).into(),
        TableCell::Clinician(id) => id.to_global().0.into(),
        TableCell::Count(count) => count.to_string().into(),
        TableCell::Share(share) => share.to_string().into(),
        TableCell::Money(amount) => amount.to_string().into(),
        TableCell::Day(day) => day.to_string().into(),
        TableCell::Flag(is_so) => is_so.to_string().into(),
    }
}

/// A text that no spreadsheet takes for a formula, whoever chose it (OWASP, "CSV Injection"): the apostrophe says that it is
/// a text. A text that begins with an apostrophe gets another one, so that readers can take away exactly the one that was added.
fn harmless(text: &str) -> Cow<'_, str> {
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
    fn what_a_spreadsheet_would_work_out_is_a_text() {
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
            assert_eq!(harmless(formula), format!("'{formula}"), "{formula:?}");
        }
    }

    #[test]
    fn other_texts_stand_as_they_are() {
        for text in
            ["", "ENT", "1", "O'Brien", " '=1", "a=b", "Mary-Ann", " x", "مريم", "刘", "आरव", "\u{2212}1"]
        {
            assert_eq!(harmless(text), text);
        }
    }

    proptest! {
        #[test]
        fn each_text_is_told_from_its_cell_again(text in "['=+@＝＋－＠\t\r\n \u{a0}\u{3000}-]{0,4}[a-z1]?|\\PC*") {
            let cell = harmless(&text);
            let undone = cell.strip_prefix('\'').unwrap_or(&cell);
            prop_assert_eq!(undone, text.as_str());
            prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        }
    }
}
