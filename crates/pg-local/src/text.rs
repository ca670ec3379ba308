//! How to connect to a cluster: a URL for a program, a command line for a shell.

use std::env;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use crate::socket::PORT;

/// A connection URL; the host is the socket's directory, percent-encoded as libpq and tokio-postgres expect.
pub(crate) fn url(socket_directory: &Path, user: &str, database: &str) -> String {
    let host = percent_encode(socket_directory.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    let user = percent_encode(user.as_bytes(), NON_ALPHANUMERIC);
    let database = percent_encode(database.as_bytes(), NON_ALPHANUMERIC);
    format!("postgres://{user}@{host}:{PORT}/{database}")
}

/// A psql command line. It uses the name `psql` when the shell finds it, and the path of the server's own
/// otherwise.
pub(crate) fn psql_command(socket_directory: &Path, user: &str, database: &str, psql: &Path) -> String {
    let is_on_path = env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|directory| directory.join("psql").is_file()));
    let program =
        if is_on_path || !psql.exists() { "psql".to_owned() } else { quoted(&psql.to_string_lossy()) };
    let host = quoted(&socket_directory.to_string_lossy());
    format!("{program} -h {host} -p {PORT} -U {} {}", quoted(user), quoted(database))
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_the_socket_directory_as_its_host() {
        assert_eq!(
            url(Path::new("/tmp/a b/socket"), "reader", "books"),
            "postgres://reader@%2Ftmp%2Fa%20b%2Fsocket:5432/books"
        );
    }

    #[test]
    fn a_word_is_quoted_when_a_shell_would_divide_it() {
        assert_eq!(quoted("/srv/books"), "/srv/books");
        assert_eq!(quoted("it's here"), r"'it'\''s here'");
    }
}
