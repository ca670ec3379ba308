"""Registers Faker's names in a running `panda demo`, searches for each as people type it, and prints how many are found."""

import json
import sys
import time
import unicodedata
import urllib.error
import urllib.request
import warnings
from collections import defaultdict

import faker

URL, PER_LOCALE = sys.argv[1], int(sys.argv[2])
BATCH = 25

APOSTROPHES = "'`´ʹʻʼ‘’‛′׳"
HYPHENS = "-‐‑‒–—־·・"
INVISIBLE = "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"
CHILLU = {"ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്", "ৎ": "ত্"}
FULL_WIDTH_KANA = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}


def replaced(old, new):
    """Replaces each of these letters by its partner, or all of them by one text."""
    partners = dict(zip(old, new)) if isinstance(new, list) else dict.fromkeys(old, new)
    return lambda name: "".join(partners.get(letter, letter) for letter in unicodedata.normalize("NFC", name))


def without_accents(name):
    letters = []
    base = ""
    for letter in unicodedata.normalize("NFD", name):
        if not unicodedata.combining(letter):
            base = letter
        elif unicodedata.name(base, "").split(" ")[0] in ("LATIN", "GREEK", "CYRILLIC"):
            continue
        letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters))


def without_hamza(name):
    return replaced("أإآٱؤئء", list("ااااوي") + [""])(name)


def half_width(name):
    decomposed = unicodedata.normalize("NFD", name).translate({0x3099: "ﾞ", 0x309A: "ﾟ"})
    return unicodedata.normalize("NFC", "".join(FULL_WIDTH_KANA.get(letter, letter) for letter in decomposed))


def full_width(name):
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)


def inserted(invisible):
    return lambda name: " ".join(word[:1] + invisible + word[1:] for word in name.split(" "))


def is_unspaced(letter):
    return any(low <= letter <= high for low, high in [("\u2e80", "\u9fff"), ("\uac00", "\ud7a3")])


def without_cjk_space(name):
    keep = lambda n: name[n] != " " or not (is_unspaced(name[n - 1]) and is_unspaced(name[n + 1 : n + 2] or "a"))
    return "".join(name[n] for n in range(len(name)) if keep(n))


def surname_first(name):
    first, _, last = name.partition("\t")
    return f"{last}, {first}" if last else name


WAYS = {
    "as recorded": lambda name: name,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "in NFC": lambda name: unicodedata.normalize("NFC", name),
    "in NFD": lambda name: unicodedata.normalize("NFD", name),
    "in NFKC": lambda name: unicodedata.normalize("NFKC", name),
    "in NFKD": lambda name: unicodedata.normalize("NFKD", name),
    "without accents (Latin, Greek, Cyrillic)": without_accents,
    "apostrophe left out": replaced(APOSTROPHES, ""),
    "apostrophe as a space": replaced(APOSTROPHES, " "),
    "apostrophe as U+2019": replaced(APOSTROPHES, "’"),
    "apostrophe as U+02BC": replaced(APOSTROPHES, "ʼ"),
    "surname, forename": surname_first,
    "SURNAME, forename without accents": lambda name: without_accents(surname_first(name)).upper(),
    "hyphen as a space": replaced(HYPHENS, " "),
    "hyphen left out": replaced(HYPHENS, ""),
    "hyphen instead of a space": replaced(" ", "-"),
    "invisible characters left out": replaced(INVISIBLE, ""),
    "soft hyphen in each word": inserted("\u00ad"),
    "ZWNJ in each word": inserted("\u200c"),
    "full-width letters": full_width,
    "half-width kana": half_width,
    "chillu and khanda ta as two letters": replaced(CHILLU, list(CHILLU.values())),
    "ə as a": replaced("əƏ", list("aA")),
    "ə as e": replaced("əƏ", list("eE")),
    "ɛ as e, ɔ as o, ŋ as n": replaced("ɛƐɔƆŋŊ", list("eEoOnN")),
    "ґ as г": replaced("ґҐ", list("гГ")),
    "ä ö ü as ae oe ue": replaced("äöüÄÖÜ", ["ae", "oe", "ue", "Ae", "Oe", "Ue"]),
    "ø å as oe aa": replaced("øåØÅ", ["oe", "aa", "Oe", "Aa"]),
    "Arabic without hamza": without_hamza,
    "Arabic with the other yeh": replaced("يیى", list("یيي")),
    "Arabic with the other kaf": replaced("كک", list("کك")),
    "Chinese, Japanese and Korean without the space": without_cjk_space,
}


def ask(query, variables, token=None):
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{URL}/graphql", body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def sign_in():
    login = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"
    account = {"email": "admin@panda.example", "password": "bamboo-for-admins"}
    for _ in range(120):
        try:
            return ask(login, {"input": account})["data"]["login"]["accessToken"]
        except (urllib.error.URLError, ConnectionError, TypeError, KeyError):
            time.sleep(0.5)
    sys.exit("the demo does not answer: see target/name-recall/demo.log")


def nhs_numbers():
    """Numbers from 400 000 0000 on, which the demo does not use."""
    for number in range(400_000_000, 500_000_000):
        digits = f"{number:09}"
        check = 11 - sum(int(digit) * (10 - n) for n, digit in enumerate(digits)) % 11
        if check != 10:
            yield f"{digits}{check % 11}"


def names():
    """Half of the names are a forename and a surname with a tab between, and half are Faker's whole names."""
    warnings.simplefilter("ignore")
    for locale in sorted(faker.config.AVAILABLE_LOCALES):
        source = faker.Faker(locale)
        source.seed_instance(19)
        for n in range(PER_LOCALE):
            yield locale, source.name() if n % 2 else f"{source.first_name()}\t{source.last_name()}"


def spelt(name, way):
    """The name typed in this way. A surname comes first only where it is known."""
    if "forename" in way:
        return WAYS[way](name) if "\t" in name else recorded(name)
    return WAYS[way](recorded(name))


def recorded(name):
    return name.replace("\t", " ")


def batches(entries, size):
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def field_variables(count, kind):
    return ", ".join(f"$v{n}: {kind}" for n in range(count))


def register(people, token):
    for batch in batches(people, BATCH):
        fields = " ".join(f"p{n}: registerPatient(input: $v{n}) {{ patient {{ id }} }}" for n in range(len(batch)))
        inputs = {
            f"v{n}": {"nhsNumber": number, "name": recorded(name), "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP"}
            for n, (number, _, name) in enumerate(batch)
        }
        answer = ask(f"mutation({field_variables(len(batch), 'RegisterPatientInput!')}) {{ {fields} }}", inputs, token)
        if "errors" in answer:
            sys.exit(json.dumps(answer["errors"][0]))


def search(searches, token):
    """Whether the search finds the patient, for each patient and text."""
    for batch in batches(searches, BATCH):
        fields = " ".join(
            f"s{n}: patients(filter: $v{n}, first: 1) {{ edges {{ node {{ id }} }} }}" for n in range(len(batch))
        )
        filters = {f"v{n}": {"nhsNumber": number, "search": text} for n, (number, text) in enumerate(batch)}
        query = f"query({field_variables(len(batch), 'PatientFilter')}) {{ {fields} }}"
        answer = ask(query, filters, token)
        for n in range(len(batch)):
            found = (answer.get("data") or {}).get(f"s{n}")
            yield bool(found and found["edges"])


def main():
    people = [(number, *person) for number, person in zip(nhs_numbers(), names())]
    register(people, sign_in())
    print(f"{len(people)} names of {len({locale for _, locale, _ in people})} locales, Faker {faker.VERSION}\n")
    print("| typed | names | found | recall | not found, for example |")
    print("|---|---:|---:|---:|---|")
    for way in WAYS:
        typed = [(number, locale, name, spelt(name, way)) for number, locale, name in people]
        if way != "as recorded":
            typed = [entry for entry in typed if entry[3] != recorded(entry[2])]
        if not typed:
            continue
        # A token is valid for 15 minutes.
        found = list(search([(number, text) for number, _, _, text in typed], sign_in()))
        missing = defaultdict(str)
        for is_found, (_, locale, name, text) in zip(found, typed):
            if not is_found:
                missing[locale] = missing[locale] or f"{text} ({locale})"
        recall, examples = 100 * sum(found) / len(typed), ", ".join(list(missing.values())[:3])
        print(f"| {way} | {len(typed)} | {sum(found)} | {recall:.2f} % | {examples} |", flush=True)


main()
