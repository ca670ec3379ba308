//! Checks NHS numbers and postcodes by PANDA's rules, one per line of standard input, without a server.
//!
//! ```sh
//! printf '943 476 5919\n9434765918\nsw1a1aa\n' | cargo run --example check -- pl
//! ```

use std::io::{self, BufRead};

use panda::{
    error::Violation,
    i18n::{self, Locale},
    patient::NhsNumber,
    value::Postcode,
};

fn main() -> io::Result<()> {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let locale = i18n::negotiate(&wanted);
    for line in io::stdin().lock().lines() {
        println!("{}", judge(&line?, locale));
    }
    Ok(())
}

/// The canonical form, or the reason for the refusal.
fn judge(text: &str, locale: Locale) -> String {
    if let Ok(postcode) = text.parse::<Postcode>() {
        return postcode.as_str().to_owned();
    }
    match text.parse::<NhsNumber>() {
        Ok(number) => number.as_str().to_owned(),
        Err(fault) => {
            let violation = Violation::new(fault);
            format!("{} {}", violation.code, i18n::message(locale, violation.code, &violation.args))
        }
    }
}
