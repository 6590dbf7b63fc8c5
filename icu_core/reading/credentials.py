"""Where a text holds a password or a key: by its shape, or behind a word that announces it.

Sources   key prefixes: the public documentation of the services that issue them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = Iterator[tuple[int, int, str]]

_PEM = re.compile(  # one that is encrypted has lines with a name; one that was cut off has no end
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
    r"(?:(?:[^-]|-(?!----)){0,10000}-----END [A-Z ]{0,30}KEY-----"
    r"|(?:\s{1,2}[\w-]{1,20}: [^\n]{1,80}){0,3}(?:\s{1,2}[A-Za-z0-9+/=]{16,76}){0,200}"
    r"(?:\n[A-Za-z0-9+/]{1,76}={0,2}(?![^\n]))?)"
)
_KEY = re.compile(
    r"(?<![\w-])(?:(?:sk[-_](?:live_|test_|proj-|ant-)?|[rp]k_(?:live|test)_)[\w-]{12,200}|gh[pousr]_\w{20,200}"
    r"|github_pat_\w{20,200}|glpat-[\w-]{16,100}|hf_\w{16,100}|xox[abprs]-[\w-]{10,200}"
    r"|npm_\w{30,100}|do[opr]_v1_[0-9a-f]{32,128}|SG\.[\w-]{16,64}\.[\w-]{16,128}"
    r"|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30,50}|eyJ[\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{4,2000})?"
    r"|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-f]{32,128}|[0-9A-F]{32,128}"
    r")(?![\w-])"
)
_BEARER = re.compile(r"(?<=[Bb]earer )[\w.~+/-]{16,512}={0,2}(?!\w)")
_IN_A_URL = re.compile(r"(?<=://)[^\s:/@]{0,64}:(?P<value>[^\s/@]{1,100})@")
_TOKEN = re.compile(r"(?<![\w+/=.-])[\w+/-]{20,512}={0,2}(?![\w+/])")
_LOGIN = re.compile(  # words run together too: dbPassword, PGPASSWORD
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?=Pass|Pwd|Secret|Token|ApiKey|AccessKey|PrivateKey|Kennwort)"
    r"|(?<=[A-Z])(?=PASS|PWD))(?i:(?P<key>(?:api|access|secret|private|licen[cs]e|encryption|signing)"
    r"[ _-]?key|client[ _-]?secret|(?:auth|access|bearer)[ _-]?token|token|secret|key)"
    r"|(?P<word>pass[ _-]?(?:word|phrase|code|key)|passwd|pwd|pw|passwort|kennwort|code[ _-]?word"
    r"|login|user[ _-]?name)"
    r"|(?P<code>pin(?:[ -]?(?:code|number))?|combination"
    r"|(?<!sort )(?<!zip )(?<!area )(?<!post )(?<!postal )(?<!error )(?<!country )code"
    r"|cvv|cvc|puk))"
    r"(?i:[_-]\w{1,20})?[\"']?"
    r"(?P<link>[ ](?=\W?\w{0,30}\d)"
    r"|(?:[ ]\w{1,15}){0,5}?[ ](?i:is|was|ist|lautet|remains|becomes)[ ]"
    r"|(?:[ ]\w{1,15}){0,3}?\s?(?::|=>?|->|→)\s{0,2})"
    r"(?:\"(?P<quoted>[^\"\n]{2,100})\"|[\"'“‘`(]?"
    r"(?P<value>(?:[^\s\"'“”‘’`<>,;()]|\([^\s\"'()]{0,50}\)){2,200}))"
)
_PASSPHRASE = re.compile(  # four parts or more, or three of which the last is a number
    r"(?<![\w-])(?=[a-z-]{0,40}\d)[a-z]{2,20}(?:(?:-[a-z\d]{1,20}){3,7}|-[a-z]{1,20}-\d{1,20})"
    r"(?![\w-])"
)
_ORDINAL = re.compile(r"-\d{1,4}(?:st|nd|rd|th|s)(?![a-z\d])")
_NO_VALUE = re.compile(  # what follows "the password is" without being one
    r"(?i:the|a|an|not|no|too|very|your|his|her|its|my|our|their|is|was|wrong|right|correct"
    r"|incorrect|invalid|valid|required|needed|changed|reset|lost|forgotten|expired"
    r"|missing|empty|optional|stored|that|this|what|here|there|for|and|or|of|in|on|at|to"
    r"|be|been|only|still|now|never|always|safe|secret|strong|weak|unknown|none|null|true"
    r"|false|being|used|out|easy|hard|simple|broken|short|long|old|new|good|bad|same|gone|stolen"
    r"|leaked|known|written|printed|hidden|kept|shared|given|told|sent|saved|protected|encrypted"
    r"|disabled|locked|available)"
)


def find_keys(text: str) -> Found:
    """Private keys, keys of known services, hashes, and passwords within addresses."""
    for pattern in (_PEM, _KEY, _BEARER):
        yield from ((match.start(), match.end(), "key") for match in pattern.finditer(text))
    for match in _IN_A_URL.finditer(text):
        yield *match.span("value"), "password"


def find_logins(text: str) -> Found:
    """What is announced as a password, a PIN, a key; and phrases of words and numbers."""
    place = 0
    while match := _LOGIN.search(text, place):
        group = "quoted" if match["quoted"] else "value"
        value = match[group] if group == "quoted" else _bare(match)
        place = match.start() + 1  # what was taken for the value may hold the true word for it
        if _is_login(match, value):
            place = match.end()
            kind = "key" if match["key"] else "password"
            yield match.start(group), match.start(group) + len(value), kind
    for match in _PASSPHRASE.finditer(text):
        if not _ORDINAL.search(match.group()):
            yield match.start(), match.end(), "password"


def _bare(match: re.Match[str]) -> str:
    """The value without what ends the sentence; a field on a line of its own may end in "!"."""
    is_field = (
        match["link"].strip().endswith((":", "=")) and match.string[match.end() :][:1] in "\n"
    )
    return match["value"].rstrip(".?:]}" if is_field else ".!?:]}")


def _is_login(match: re.Match[str], value: str) -> bool:
    """Whether what stands behind "password is" and the like can be one."""
    if match["quoted"]:
        return True
    if len(value) < 2 or _NO_VALUE.fullmatch(value):
        return False
    has_digit = any(char.isdigit() for char in value)
    return has_digit if match["code"] or (match["key"] and " " in match["link"]) else True


def find_tokens(text: str) -> Found:
    """Long words of mixed letters and digits that nothing announces."""
    for match in _TOKEN.finditer(text):
        word = match.group()
        kinds = (str.isdigit, str.isupper, str.islower)
        if all(sum(map(kind, word)) >= 3 for kind in kinds) and word.count("/") < 3:
            yield match.start(), match.end(), "key"
