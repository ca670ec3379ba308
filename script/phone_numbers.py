"""Writes generated telephone numbers, each with the E.164 form that phonenumbers reads, or nothing if it refuses."""

import random

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

COUNT = 20_000
BRITISH = {"GB", "GG", "JE", "IM"}
COMMON = [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE]
RARE = [PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN]


def national_number(region):
    """An example of the region with some digits changed, or with one digit more or fewer."""
    kind = random.choice(COMMON if random.random() < 0.7 else RARE)
    example = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    digits = list(phonenumbers.national_significant_number(example))
    for _ in range(random.choice([0, 1, 2, 4, 6])):
        digits[random.randrange(1, len(digits))] = random.choice("0123456789")
    if random.random() < 0.1:
        digits.append(random.choice("0123456789"))
    if random.random() < 0.05:
        digits.pop()
    if random.random() < 0.05:
        digits.insert(0, "0")
    return "".join(digits)


def written():
    """A number in a common notation."""
    region = random.choice(sorted(phonenumbers.SUPPORTED_REGIONS))
    code, number = phonenumbers.country_code_for_region(region), national_number(region)
    ways = [
        f"+{code}{number}",
        f"+{code} {number[:2]} {number[2:5]}-{number[5:]}",
        f"00{code}{number}",
        f"+{code} (0) {number[:3]} {number[3:]}",
        f"tel:+{code}-{number[:3]}-{number[3:]}",
    ]
    if region in BRITISH:
        ways.append(f"0{number}")
    return random.choice(ways)


def read(text):
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if valid else ""


random.seed(19)
for _ in range(COUNT):
    text = written()
    print(text, read(text), sep="\t")
