//! Tells Cargo what the program takes in besides its source: a new migration or a new locale is a new file in a directory
//! that the compiler does not watch by itself.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=locales");
}
