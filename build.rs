//! Makes Cargo rebuild after a change to the migrations or locales: a new file in these directories is
//! embedded in the program, but the compiler does not watch directories.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=locales");
}
