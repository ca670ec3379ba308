//! Values that no field accepts, as raw text, because no JSON library would write some of them.

/// JSON or a GraphQL literal, as sent.
pub type Hostile = String;

fn quoted(text: &str) -> Hostile {
    serde_json::to_string(text).expect("a text has a JSON form")
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> Hostile {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// Texts for variables and literals.
fn texts() -> Vec<String> {
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}";
    let mut texts: Vec<String> = [
        "",
        " ",
        "\t\n\r",
        "\u{0}",
        "a\u{0}b",
        "\u{7f}\u{80}\u{9f}",
        "\u{1b}[2J",
        "\u{202e}gnp.exe\u{202c}",
        "\u{2066}\u{2067}x\u{2069}\u{200f}\u{061c}",
        "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
        "\u{fffe}\u{ffff}\u{1ffff}",
        "\u{fdd0}\u{fffd}\u{e000}\u{10ffff}",
        "مرحبا שלום",
        "ﬀ ǅ ẞ İ ı \u{345}",
        "\u{1100}\u{1161}\u{11a8}",
        "'; DROP TABLE patients; --",
        "' OR 1=1 --",
        "\\'; SELECT pg_sleep(9); --",
        "%s%s%n%x {} {0} {{0}}",
        "${jndi:ldap://127.0.0.1/x}",
        "<script>alert(1)</script>",
        "{ $name } { NUMBER(9) }",
        "../../../../etc/passwd",
        "..\\..\\boot.ini",
        "file:///etc/passwd",
        "$(id) `id` | id & id",
        "NaN",
        "-0",
        "1e999",
        "0x10",
        "١٢٣",
        "９４３４７６５９１９",
        "null",
        "true",
        "2026-02-30",
        "0000-00-00",
        "-0001-01-01",
        "+275760-09-13T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "2026-13-45T25:61:61+99:99",
        "2026-06-30T10:00:00",
        "10000-01-01",
        "Mars/Olympus",
        "Etc/GMT+99",
        "en-GB-oed-x-y-z",
        "zz",
        "xx-\u{0}",
        "0.00000000000000000000000000000000001",
        "1e1000000000",
        "79228162514264337593543950336",
        "a@b",
        "a@b@c.example",
        "@",
        "\"a b\"@[127.0.0.1]",
        "+999999999999999999999",
        "tel:+44;ext=1",
        "SW1A 1AAA",
        "ZZ99 9ZZ9",
        "0000000000",
        "9434765910",
        "AAAAAAAAAAAAAAAAAAAAAAA",
        "====",
        "cDo6",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push(family.repeat(200));
    texts.push(format!("a{}", "\u{301}".repeat(3_000)));
    texts.push("\u{fdfa}".repeat(2_000));
    texts
}

/// Values for variables.
pub fn anything() -> Vec<Hostile> {
    let mut all: Vec<Hostile> = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "1",
        "-1",
        "1.5",
        "1e308",
        "1e999",
        "-1e999",
        "1e-999",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "01",
        "+1",
        ".5",
        "'x'",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[[null]]",
        "[{}]",
        "{\"\":1}",
        "{\"a\":1}",
        "{\"__proto__\":{}}",
        "{\"__typename\":\"Patient\"}",
        "{\"id\":\"x\",\"id\":\"y\"}",
        "{\"id\":null,\"nhsNumber\":null}",
        "{\"id\":\"x\",\"nhsNumber\":\"9434765919\"}",
        "{\"a\\u0000b\":1}",
        "{\"\\ud800\":1}",
        "[1,\"a\",true,null,{},[]]",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\u0000\"",
        "\"\\u00",
        "\"\\x\"",
        "\"\t\"",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(texts().iter().map(|text| quoted(text)));
    all.push(format!("1{}", "0".repeat(400)));
    all.push(format!("0.{}1", "0".repeat(400)));
    all.push(quoted(&"x".repeat(60_000)));
    all.push(quoted(&"é ".repeat(15_000)));
    all.push(format!("[{}null]", "null,".repeat(10_000)));
    all.push(format!("[{}\"x\"]", "\"x\",".repeat(10_000)));
    all.push(format!("[{}{{}}]", "{},".repeat(15_000)));
    for depth in [100, 126, 5_000] {
        all.push(nested("[", "1", "]", depth));
        all.push(nested("{\"a\":", "1", "}", depth));
    }
    all
}

/// Literals for documents.
pub fn literals() -> Vec<Hostile> {
    let mut all: Vec<Hostile> = [
        "null",
        "true",
        "0",
        "-0",
        "1",
        "-1",
        "1.5",
        "1e999",
        "-1e999",
        "2147483648",
        "-2147483649",
        "9223372036854775808",
        "NaN",
        "Nope",
        "ADMIN",
        "__typename",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        "{a: 1}",
        "{id: \"x\", id: \"y\"}",
        "{id: null, nhsNumber: null}",
        "{id: \"x\", nhsNumber: \"9434765919\"}",
        "[1, \"a\", true, null, {}, []]",
        "$undefined",
        "[$undefined]",
        "{id: $undefined}",
        "@",
        "!",
        "",
        "...",
        "\"",
        "\"\"\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u0000\"",
        "\"\\u{1f600}\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\"\"\n  a\n\tb\"\"\"",
        "\"\"\"\\\"\"\"\"\"\"",
        "\"\"\"é\n é\"\"\"",
        "01",
        "0x10",
        "+1",
        ".5",
        "1.",
        "1e",
        "# end",
        "\u{feff}1",
        "\u{0}",
        "\u{202e}\"x\"",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(texts().iter().map(|text| quoted(text)));
    all.push(format!("1{}", "0".repeat(400)));
    all.push(quoted(&"x".repeat(30_000)));
    all.push("N".repeat(30_000));
    for depth in [50, 150, 5_000] {
        all.push(nested("[", "1", "]", depth));
        all.push(nested("{a: ", "1", "}", depth));
    }
    all
}

/// Values that resemble a value of an enumeration.
pub fn of_enumerations(value: &str) -> Vec<Hostile> {
    let variants = [
        value.to_lowercase(),
        format!("{value} "),
        format!("{value}\u{0}"),
        format!("{value}{value}"),
        format!("_{value}"),
    ];
    variants
        .iter()
        .map(|text| quoted(text))
        .chain([format!("[[{value:?}]]"), format!("{{\"value\":{value:?}}}")])
        .collect()
}
