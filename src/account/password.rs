//! Passwords as people type them.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::Score;

use super::AccountError;

/// A password. It shows itself to nobody, and is wiped from memory.
///
/// It is compared in Unicode's normal form C, because keyboards differ in how they make an `é` (NIST SP 800-63B, 3.1.1.2).
#[derive(Clone, Default)]
pub struct Password(SecretString);

impl Password {
    /// Counted in code points.
    pub const MINIMUM: usize = 12;
    /// Long enough for any passphrase, and short enough to be hashed without effort.
    pub const MAXIMUM: usize = 128;

    /// Long texts are judged by their beginning, for the rest can only make them harder to guess.
    const JUDGED: usize = 64;

    /// A password that somebody chooses. What it may be guessed from (the e-mail address, the name) must not be most of it.
    ///
    /// There are no rules on digits and signs, which make passwords worse (NIST SP 800-63B, 3.1.1.2): what counts is how
    /// many guesses it takes.
    pub fn choose(raw: &SecretString, about: &[&str]) -> Result<Self, AccountError> {
        let length = raw.expose_secret().chars().count();
        if length > Self::MAXIMUM {
            return Err(AccountError::PasswordTooLong { maximum: Self::MAXIMUM });
        }
        if length < Self::MINIMUM {
            return Err(AccountError::PasswordTooShort { minimum: Self::MINIMUM });
        }
        let beginning: String = raw.expose_secret().chars().take(Self::JUDGED).collect();
        if zxcvbn::zxcvbn(&beginning, about).score() < Score::Two {
            return Err(AccountError::PasswordGuessable);
        }
        Ok(Self::normal(raw))
    }

    /// A password to be compared. One that is too long to be anybody's is nothing.
    pub fn from_input(raw: &SecretString) -> Option<Self> {
        // Longer than any password in the longest of encodings.
        (raw.expose_secret().len() <= Self::MAXIMUM * 4).then(|| Self::normal(raw))
    }

    fn normal(raw: &SecretString) -> Self {
        Self(raw.expose_secret().nfc().collect::<String>().into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(raw: &str, about: &[&str]) -> Result<(), AccountError> {
        Password::choose(&raw.into(), about).map(drop)
    }

    #[test]
    fn a_passphrase_in_any_script_is_accepted() {
        for good in
            ["correct horse battery staple", "Blodeuwedd-ar-y-bryn", "zażółć gęślą jaźń", "संकेत शब्द बहुत लंबा है"]
        {
            assert_eq!(chosen(good, &[]), Ok(()), "{good}");
        }
        let longest = format!("seven quiet pandas eat bamboo{}", "!".repeat(99));
        assert_eq!(longest.len(), 128);
        assert_eq!(chosen(&longest, &[]), Ok(()));
    }

    #[test]
    fn what_is_short_long_or_soon_guessed_is_refused() {
        assert_eq!(chosen("kx7!wq2%zp", &[]), Err(AccountError::PasswordTooShort { minimum: 12 }));
        assert_eq!(chosen(&"kw9 ".repeat(33), &[]), Err(AccountError::PasswordTooLong { maximum: 128 }));
        for bad in ["password1234", "aaaaaaaaaaaaaaaa", "123456789012", "qwertyuiop123"] {
            assert_eq!(chosen(bad, &[]), Err(AccountError::PasswordGuessable), "{bad}");
        }
        let about = ["gwenhwyfar@example.org"];
        assert_eq!(chosen("gwenhwyfar@example.org", &about), Err(AccountError::PasswordGuessable));
    }

    #[test]
    fn the_same_letters_are_the_same_password_however_they_are_made() {
        let composed = Password::choose(&"caf\u{e9} au lait, merci".into(), &[]).unwrap();
        let decomposed = Password::from_input(&"cafe\u{301} au lait, merci".into()).unwrap();
        assert_eq!(composed.as_bytes(), decomposed.as_bytes());
    }

    #[test]
    fn debug_does_not_show_a_password() {
        assert_eq!(format!("{:?}", Password::from_input(&"open sesame".into())), "Some(Password(…))");
    }
}
