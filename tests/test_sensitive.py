"""Promises of `reading.sensitive` and `reading.names`: what is found, and in what time."""

from __future__ import annotations

import itertools

import phonenumbers
import pytest
from effort import effort

from icu_core.reading.sensitive import find_spans, mark
from icu_core.texts import GIVEN, Span, new_text


def found(text: str) -> dict[str, str]:
    """Piece of text -> kind."""
    return {text[span.start : span.stop]: span.kind for span in find_spans(text)}


BODY = ("aB3/" * 16 + "\n") * 3 + "abcd=="
KEYS = (
    f"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,7B0A\n\n{BODY}"
    "\n-----END RSA PRIVATE KEY-----",
    f"-----BEGIN PRIVATE KEY-----\n{BODY}",
    *("npm_" + "aB3x" * 9, "SG." + "aB3_x" * 4 + "." + "xY9-" * 10, "dop_v1_" + "0af9" * 16),
    "rk_" + "live_51AbCdEfGh012345",
)


@pytest.mark.parametrize(
    ("text", "piece", "kind"),
    [
        ("write to mara.olm@post.example, please", "mara.olm@post.example", "mail"),
        ("her number is 555-0142", "555-0142", "phone"),
        ("ring (020) 555-0199 now", "(020) 555-0199", "phone"),
        ("at 555 0113.", "555 0113", "phone"),
        ("or +44 20 7946 0018 at night", "+44 20 7946 0018", "phone"),
        ("or 020 7946 0123 by day", "020 7946 0123", "phone"),
        ("Telefon 030 1234567", "030 1234567", "phone"),
        ("extension 4471", "4471", "phone"),
        ("ring 555-0109, extension 243, soon", "555-0109, extension 243", "phone"),
        ("Answer: otter-walnut-07-yarrow.", "otter-walnut-07-yarrow", "password"),
        ("key = rr-10b7-e4f2-3c96", "rr-10b7-e4f2-3c96", "key"),
        ("It is 287860.", "287860", "account"),
        ("pays from HB-3375-7018,", "HB-3375-7018", "account"),
        ("in box 557, key 1042.", "1042", "key"),
        ("lives at 8 Marram Way, flat 2.", "8 Marram Way, flat 2", "address"),
        ("wohnt Lindenstraße 12", "Lindenstraße 12", "address"),
        ("Diagnosis: mild kiln rash of the neck.", "mild kiln rash of the neck", "medical"),
        ("takes 35 mg of Brastol every day", "35 mg of Brastol", "medical"),
        ("card 4111111111111111", "4111111111111111", "card"),
        ("paid with 4929 1234 5678 9012 today", "4929 1234 5678 9012", "card"),
        ("amex 378282246310005", "378282246310005", "card"),
        ("IBAN DE89 3704 0044 0532 0130 00 BIC X", "DE89 3704 0044 0532 0130 00", "account"),
        ("ES91 2100 0418 4502 0005 1332 4471 8820", "ES91 2100 0418 4502 0005 1332", "account"),
        ("to GB29NWBK60161331926819.", "GB29NWBK60161331926819", "account"),
        ("account number 00123456", "00123456", "account"),
        ("sort code 20-00-00", "20-00-00", "account"),
        ("SSN 123-45-6789", "123-45-6789", "account"),
        ("patient no. P-44718", "P-44718", "account"),
        ("the door code is 4471.", "4471", "password"),
        ("PIN: 8820", "8820", "password"),
        ("the password for the vault is swordfish.", "swordfish", "password"),
        ('"password": "two words"', "two words", "password"),
        ("db_password=hunter2", "hunter2", "password"),
        ("remember the code 4-7-1-9", "4-7-1-9", "password"),
        ('API_KEY = "mk_live_7f3a9c2e11"', "mk_live_7f3a9c2e11", "key"),
        ("ghp_abcdefghijklmnopqrstuvwxyz012345", "ghp_abcdefghijklmnopqrstuvwxyz012345", "key"),
        ("id AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "key"),
        ("x 9f86d081884c7d659a2feaa0c55ad015 y", "9f86d081884c7d659a2feaa0c55ad015", "key"),
        ("born 1984-03-02", "1984-03-02", "date"),
        ("on 5.3.2024", "5.3.2024", "date"),
        ("on March 5th, 2024", "March 5th, 2024", "date"),
        ("on the 12th of May.", "12th of May", "date"),
        ("met Anna Berg there", "Anna Berg", "name"),
        ("Anna's book", "Anna", "name"),
        ("told by Dr Ashgrove", "Ashgrove", "name"),
        ("My name is Zorvane Quent.", "Zorvane Quent", "name"),
        ("Dear Ilvane, hello", "Ilvane", "name"),
        ("by Ludwig van Beethoven", "Ludwig van Beethoven", "name"),
        ("with Grace Walker", "Grace Walker", "name"),
        ("My PIN 1234 was stolen.", "1234", "password"),
        ("The passcode 9921 is what you need", "9921", "password"),
        ("Her password swordfish77 was printed", "swordfish77", "password"),
        ("the password for the 2 gates is swordfish", "swordfish", "password"),
        ("The code for the password is swordfish.", "swordfish", "password"),
        ("API key abcd1234efgh5678", "abcd1234efgh5678", "key"),
        ("pw: hunter2", "hunter2", "password"),
        ("Authorization: Bearer abcdef1234567890", "abcdef1234567890", "key"),
        ("postgres://olm:pa55word@db.example.org/x", "pa55word", "password"),
        ("Her diagnosis is kiln rash! So sad", "kiln rash", "medical"),
        ("The diagnosis of Mara Olm is kiln rash.", "kiln rash", "medical"),
        ("the illness of our friend is kiln rash.", "kiln rash", "medical"),
        ("was ill with kiln rash", "kiln rash", "medical"),
        ("lives at 221B Marram Street", "221B Marram Street", "address"),
        ("at 4 Chapel Rise", "4 Chapel Rise", "address"),
        ("is 70 Eelgate, flat 25.", "70 Eelgate, flat 25", "address"),
        ("4111 1111 1111 1111 12/27", "4111 1111 1111 1111", "card"),
        ("4111111111111111 12/27", "4111111111111111", "card"),
        ("her number is 555\u20110142", "555\u20110142", "phone"),
        ("phone 555–0142", "555–0142", "phone"),
        ("met Anna\u00a0Berg there", "Anna\u00a0Berg", "name"),
        ("4111\u202f1111\u202f1111\u202f1111", "4111\u202f1111\u202f1111\u202f1111", "card"),
        ("Password: aB3$(x)9!", "aB3$(x)9!", "password"),
        ("The password is hunter2!", "hunter2", "password"),
        ("(password: hunter2)", "hunter2", "password"),
        ('{"dbPassword": "hunter2x"}', "hunter2x", "password"),
        ('userPassword = "abc"', "abc", "password"),
        ("PGPASSWORD=hunter2x", "hunter2x", "password"),
        ("redis://:s3cr3tpw@cache.example.com", "s3cr3tpw", "password"),
        ("from o'brien@example.com", "o'brien@example.com", "mail"),
        ("'anna@post.example'", "anna@post.example", "mail"),
        ("de89 3704 0044 0532 0130 00", "de89 3704 0044 0532 0130 00", "account"),
        ("DE89-3704-0044-0532-0130-00", "DE89-3704-0044-0532-0130-00", "account"),
        *((key, key, "key") for key in KEYS),
        ("met MARA VELD today", "MARA VELD", "name"),
        ("Søren Kierkegaard wrote", "Søren Kierkegaard", "name"),
        ("Özlem Öztürk came", "Özlem Öztürk", "name"),
        ("Maria De La Cruz sang", "Maria De La Cruz", "name"),
        ("is 36 Old Ropewalk, flat 14.", "36 Old Ropewalk, flat 14", "address"),
    ],
)
def test_it_is_found(text: str, piece: str, kind: str) -> None:
    assert found(text).get(piece) == kind


@pytest.mark.parametrize(
    "text",
    [
        "The cat sat on the mat. It was a fine day and the river was calm.",
        "The password is required. Your token is invalid. The secret is that nobody knows.",
        "Version 10 of the server at 192.168.10.15 had 10,000,000 users and 3.14159265358.",
        "Between 1999-2003 they walked down Victoria Street to New York.",
        "Whisk two eggs, add 250 g of flour and bake for 35 minutes at 180 degrees.",
        "From San Diego to Port Maria and on to Santa Rosa.",
        "In May the lily and the rose will grace the summer house.",
        "In the mid-19th-century mill, covid-19-related losses were small.",
        "It was a turn-of-the-19th-century mill.",
        "The password is easy to remember, the login is broken, the code was wrong.",
        "What is the diagnosis? It will be told tomorrow.",
        "Some 200–1000 people, 25\u00a0000\u00a0000 in all, lived there in 1999–2003.",
        "THE ROSE GARDEN, a VISUAL GUIDE; zipCode: 94107",
        "def f(x):\n    return x * 2  # nothing to see",
    ],
)
def test_ordinary_text_holds_nothing(text: str) -> None:
    assert found(text) == {}
    assert mark(new_text(text)).spans == ()


def test_spans_are_in_order_and_never_overlap() -> None:
    spans = find_spans("Anna Berg, 555-0142, card 4929 1234 5678 9012, anna@post.example, PIN 8820")
    assert [span.kind for span in spans] == ["name", "phone", "card", "mail", "password"]
    assert all(a.stop <= b.start for a, b in itertools.pairwise(spans))


def test_the_found_secret_is_the_most_sensitive_piece() -> None:
    text = mark(new_text("Anna Berg has the door code 4471 since 2024-01-02."))
    assert text.secret_text == "4471"
    assert text.prompt == "Anna Berg has the door code "


def test_a_question_about_a_diagnosis_does_not_make_a_name_one() -> None:
    assert found("What is the diagnosis of Mara Olm? It will be told.") == {"Mara Olm": "name"}


def test_a_given_secret_stays() -> None:
    text = new_text("Anna Berg likes plums", secret=Span(16, 21, GIVEN))
    assert mark(text).secret == text.secret
    assert mark(text).spans == (Span(0, 9, "name"),)


def test_numbering_plans_are_asked_of_few_numbers_and_of_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    parse = phonenumbers.parse

    def counted(number: str, region: str | None) -> phonenumbers.PhoneNumber:
        asked.append(number)
        return parse(number, region)

    monkeypatch.setattr(phonenumbers, "parse", counted)
    find_spans("".join(f"1.2.3.{number} 5 6 7; " for number in range(100)))
    assert len(asked) < 20
    asked.clear()
    find_spans("or 020 7946 0199 " * 100)
    assert len(asked) == 1


HOSTILE = (
    *("a", "A", "1", "1 ", "1-", "1/1/", "Aa ", "A b ", "van ", "a@", "@a.", "a.", "+1 ", "(1) "),
    *("password ", "code 1", "pin pin ", "eyJa.", "sk-", "DE89 ", "name: ", "account ", "x=", "é"),
    *(
        "1 A ",
        "a-1",
        "a-1-",
        "AB-123-",
        "1mg ",
        "diagnosis: ",
        "key ",
        "1 Aa Bb ",
        "x 1, ",
        "Aweg ",
    ),
    *(
        "o'",
        "1–2 ",
        "1\u00a0",
        "\u20101",
        "de89-",
        "password=(a",
        "aPassword",
        "SG.a",
        "npm_",
        "x://",
    ),
    *("-----BEGIN PRIVATE KEY-----\nA: b", "MARA ", "Maria De ", "4111 "),
    *("-----BEGIN PRIVATE KEY-----", "Jan ", "tel ", "\n", " ", "phone: 1", "Mr ", "J. "),
)


def test_work_grows_with_the_length_of_a_text_and_not_with_its_square() -> None:
    for piece in HOSTILE:
        short, long = (piece * 2_400)[:600], (piece * 2_400)[:2_400]
        assert (
            effort(lambda long=long: find_spans(long))
            < 8 * effort(lambda short=short: find_spans(short)) + 0.01
        )  # a square would be 16
