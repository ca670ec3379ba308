//! Validation of free text in any script.

use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use unicode_normalization::UnicodeNormalization;

use super::ValueError;

/// Refuses text that is blank, too long (in code points), or able to disturb the display of surrounding text.
///
/// Nothing is assumed about length or script: one letter or one word is enough, and apostrophes, joiners and
/// right-to-left letters are accepted.
pub(super) fn check(text: &str, maximum: usize) -> Result<(), ValueError> {
    if is_blank(text) {
        return Err(ValueError::TextBlank);
    }
    if text.chars().count() > maximum {
        return Err(ValueError::TextTooLong { maximum });
    }
    if text.chars().any(char::is_control) {
        return Err(ValueError::TextControlCharacter);
    }
    if !has_paired_bidi_marks(text) {
        return Err(ValueError::TextBidiUnpaired);
    }
    Ok(())
}

/// Removes surrounding white space and invisible characters, which are often pasted by accident.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// Whether a text has no visible characters.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Whether a stored text is readable. Earlier versions accepted texts that consist of ignorable characters.
pub(super) fn is_readable(text: &str, maximum: usize) -> bool {
    match check(text, maximum) {
        Ok(()) => true,
        Err(ValueError::TextBlank) => text.chars().any(is_default_ignorable),
        Err(_) => false,
    }
}

/// Whether a character has the property `Default_Ignorable_Code_Point` (UAX #44): it has no glyph.
pub(crate) fn is_default_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// A text without differences in case, white space, invisible characters and normal form.
///
/// Case folding goes through upper case, because several small letters share one capital: the three sigmas,
/// or ß and ss.
pub(super) fn comparison_key(text: &str) -> String {
    let visible = text.nfc().filter(|c| c.is_whitespace() || !is_invisible(*c));
    let lower: String = visible.flat_map(char::to_lowercase).collect();
    let folded: String =
        lower.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// White space, controls, ignorable characters, the blank Braille pattern and annotation marks.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_default_ignorable(c)
        || matches!(c, '\u{2800}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Whether every embedding, override and isolate of the Unicode bidirectional algorithm (UAX #9) is closed by
/// a mark of its kind, in the right order.
fn has_paired_bidi_marks(text: &str) -> bool {
    const POP_DIRECTIONAL_FORMATTING: char = '\u{202C}';
    const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => open.push(POP_DIRECTIONAL_FORMATTING),
            '\u{2066}' | '\u{2067}' | '\u{2068}' => open.push(POP_DIRECTIONAL_ISOLATE),
            POP_DIRECTIONAL_FORMATTING | POP_DIRECTIONAL_ISOLATE if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_any_script_and_length_are_text() {
        for name in ["X", "刘", "आरव डार", "O'Brien", "مريم", "שרה", "Zoë", "Nguyễn Thị", "👩‍⚕️"]
        {
            assert_eq!(check(name, 300), Ok(()), "{name}");
        }
    }

    #[test]
    fn text_without_visible_characters_is_blank() {
        for blank in ["", " ", "\t\n", "\u{200B}", "\u{3000}\u{FEFF}", "\u{202E}\u{202C}"] {
            assert_eq!(check(blank, 300), Err(ValueError::TextBlank), "{blank:?}");
        }
    }

    #[test]
    fn length_is_counted_in_code_points_up_to_the_limit() {
        assert_eq!(check(&"ß".repeat(300), 300), Ok(()));
        assert_eq!(check(&"ß".repeat(301), 300), Err(ValueError::TextTooLong { maximum: 300 }));
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0", "a\nb", "\u{85}a", "a\u{7f}"] {
            assert_eq!(check(text, 300), Err(ValueError::TextControlCharacter), "{text:?}");
        }
    }

    #[test]
    fn bidi_marks_must_be_paired_in_order() {
        assert_eq!(check("a\u{2067}ب\u{2069}c", 300), Ok(()));
        assert_eq!(check("a\u{200F}", 300), Ok(()));
        for text in ["a\u{202E}b", "a\u{202C}", "a\u{2067}\u{202E}b\u{2069}\u{202C}"] {
            assert_eq!(check(text, 300), Err(ValueError::TextBidiUnpaired), "{text:?}");
        }
    }

    #[test]
    fn a_comparison_key_ignores_case_spaces_and_invisible_characters() {
        for same in [
            "  ZOË  strauß",
            "Zoe\u{308}\u{a0}STRAUSS\u{3000}",
            "zoë\tStrau\u{ad}ß",
            "zo\u{200B}\u{2060}ë \u{FEFF} \u{2800} strauss",
        ] {
            assert_eq!(comparison_key(same), "zoë strauss", "{same:?}");
        }
        assert_eq!(comparison_key("ΣΊΣΥΦΟΣ"), comparison_key("σίσυφος"));
        for (one, other) in [("Ward 1 1", "Ward 11"), ("Zoe", "Zoë"), ("刘", "劉")] {
            assert_ne!(comparison_key(one), comparison_key(other));
        }
    }

    proptest! {
        #[test]
        fn accepted_text_is_visible_short_and_free_of_controls(raw in any::<String>(), maximum in 0usize..40) {
            if check(&raw, maximum).is_ok() {
                prop_assert!(raw.chars().count() <= maximum && !raw.chars().any(char::is_control));
                prop_assert!(raw.chars().any(|c| !is_invisible(c)));
            }
        }

        #[test]
        fn the_concatenation_of_accepted_texts_is_accepted(one in "[a\u{202a}-\u{202e}\u{2066}-\u{2069}]{1,6}", other in "[b\u{202a}-\u{202e}\u{2066}-\u{2069}]{1,6}") {
            if check(&one, 300).is_ok() && check(&other, 300).is_ok() {
                prop_assert_eq!(check(&format!("{one}{other}"), 300), Ok(()));
            }
        }
    }
}
