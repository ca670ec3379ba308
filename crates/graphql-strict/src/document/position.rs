//! Line and column numbers in a document.

use async_graphql::Pos;

/// Converts byte offsets to lines and columns. Ascending offsets take one pass over the text in total.
pub(super) struct Positions<'a> {
    text: &'a str,
    offset: usize,
    pos: Pos,
}

impl<'a> Positions<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, offset: 0, pos: Pos { line: 1, column: 1 } }
    }

    /// The line and column at an offset, both counted in characters from 1.
    pub(super) fn at(&mut self, offset: usize) -> Pos {
        if offset < self.offset {
            *self = Self::of(self.text);
        }
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        let mut previous = self.text[..self.offset].chars().next_back();
        for character in passed.chars() {
            match character {
                // A carriage return followed by a line feed is one line break.
                '\n' if previous == Some('\r') => {}
                '\n' | '\r' => self.pos = Pos { line: self.pos.line + 1, column: 1 },
                _ => self.pos.column += 1,
            }
            previous = Some(character);
        }
        self.offset = offset;
        self.pos
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_in_characters() {
        let text = "é{\r\n a\n\rb";
        let mut positions = Positions::of(text);
        let at = |offset: usize, positions: &mut Positions<'_>| {
            let Pos { line, column } = positions.at(offset);
            (line, column)
        };
        for (offset, expected) in [(0, (1, 1)), (2, (1, 2)), (6, (2, 2)), (9, (4, 1)), (2, (1, 2))] {
            assert_eq!(at(offset, &mut positions), expected, "{offset}");
        }
    }
}
