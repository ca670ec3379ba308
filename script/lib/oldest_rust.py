"""Fails if a dependency needs a newer Rust than the one that this workspace supports.

Reads the output of `cargo metadata` from the standard input.
"""

import json
import sys


def release(text):
    """1.95 and 1.95.0 are the same release."""
    numbers = [int(number) for number in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


metadata = json.load(sys.stdin)
members = set(metadata["workspace_members"])
supported = {package["rust_version"] for package in metadata["packages"] if package["id"] in members}
if len(supported) != 1 or None in supported:
    sys.exit(f"the members of the workspace name different versions of Rust: {supported}")
oldest = supported.pop()

declared = [package for package in metadata["packages"] if package["rust_version"]]
too_new = [package for package in declared if release(package["rust_version"]) > release(oldest)]
for package in too_new:
    print(f"{package['name']} {package['version']} needs Rust {package['rust_version']}")
if too_new:
    sys.exit(f"PANDA supports Rust {oldest}: use an older version of these, or raise `rust-version` in Cargo.toml")
print(f"Rust {oldest} is enough for the {len(declared)} crates that name a version")
