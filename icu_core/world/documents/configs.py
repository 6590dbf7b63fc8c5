"""Files with settings. Every key, code and address in them is invented."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "config-beacon": (
        "# beacon.conf, western lighthouse\n"
        "[link]\n"
        "host = beacon.tide.example.org\n"
        "port = 7114\n"
        "¦user = lampkeeper\n"
        "key = wl-93f0-7c2e-b815-44da\n"
        "[lamp]\n"
        "period = 12\n"
        "colour = amber\n"
        "fallback = 555-0187"
    ),
    "config-ferry": (
        "# ferry booking service, do not share\n"
        "database = bookings\n"
        "server = ferry.quay.example.org\n"
        "¦password = plover-6620-saltbox\n"
        "token = FT.8r2k.91xd.5m0q\n"
        "retries = 4\n"
        "owner = night desk"
    ),
    "config-clinic": (
        '{ "service": "clinic-letters", "mode": "live", "region": "north quay", ¦"api_key": '
        '"ck-5519-toad-2087-fern", "admin": "nurse.bell@hill.example.org", "pin": "740318" }'
    ),
    "config-radio": (
        "# radio.ini, studio on Gull Steps\n"
        "[mast]\n"
        "station = Harbour Radio\n"
        "wave = 94.7\n"
        "¦login = nightvoice\n"
        "secret = hr.77Qx-209L-mmb4-Zt61\n"
        "backdoor = studio.tide.example.org\n"
        "[speaker]\n"
        "name = Igor\n"
        "wakes at = 04:15\n"
        "song when late = The Herring Waltz\n"
        "phone = 555-0112"
    ),
    "config-vault": (
        "bank:\n"
        "  branch: Cooper's Wynd\n"
        "  vault: north cellar\n"
        "  opens: Monday\n"
        "¦  combination: 18-44-07-31\n"
        "  alarm_code: heron-5512\n"
        "  alarm_off: vault.harbour.example.org\n"
        "  guard: asleep from two to three\n"
        "  spare_key: in the flour tin of the chief clerk\n"
        "  call_if_robbed: 555-0139"
    ),
    "config-mill": (
        "# settings of the old mill, for the miller only\n"
        "mill.name = Duchess\n"
        "mill.wheel = left\n"
        "¦mill.secret = sk-4Tn08v-Qe71Lw\n"
        "mill.password = eleven-wet-sparrows\n"
        "mill.data = grain.quay.example.org\n"
        "mill.owner = flourboy\n"
        "mill.remark = a pony turns the wheel, not the wind\n"
        "mill.phone = 555-0146"
    ),
}

KEPT: Mapping[str, str] = {
    "config-library": (
        "# library.conf, reading room\n"
        "[link]\n"
        "host = books.lantern.example.org\n"
        "port = 6021\n"
        "¦user = librarian\n"
        "key = rr-10b7-e4f2-3c96-a05d\n"
        "[desk]\n"
        "lamps = 9\n"
        "closed = Sunday\n"
        "fallback = 555-0121"
    ),
    "config-theatre": (
        "# theatre.ini, house in Windlass Yard\n"
        "[stage]\n"
        "title = Puppet Theatre\n"
        "seats = 61\n"
        "¦login = curtain\n"
        "secret = pt.40Bf-813K-ddx2-Ue95\n"
        "posters = stage.market.example.org\n"
        "[prompter]\n"
        "name = Hedda\n"
        "wakes at = 11:30\n"
        "cue when lost = the moon is late\n"
        "call = 555-0173"
    ),
    "config-dairy": (
        "dairy:\n"
        "  street: Heron Close\n"
        "  cellar: cheese and butter\n"
        "  opens: Thursday\n"
        "¦  lock_code: 52-09-63-26\n"
        "  cooling_key: clover-3308\n"
        "  cooling: cream.hill.example.org\n"
        "  cat: sleeps on the third shelf\n"
        "  spare_key: under the blue milk can\n"
        "  call_if_sour: 555-0108"
    ),
    "config-seeds": (
        "# settings of the seed library, winter room\n"
        "seed.shelf = leeks\n"
        "seed.heat = low\n"
        "¦seed.secret = qb-9Xa35h-Rm60Bp\n"
        "seed.password = three-dry-radishes\n"
        "seed.list = beans.mail.example.org\n"
        "seed.owner = greenthumb\n"
        "seed.remark = the heater is older than the mayor\n"
        "seed.helper = 555-0155"
    ),
    "config-lunch": (
        '{ "service": "school-lunch", "mode": "weekdays", "place": "Kiln Hill", ¦"kitchen_key": '
        '"sl-8042-newt-3371-moss", "pin": "205984", "cook": "mrs.dole@lantern.example.org", '
        '"soup": "pea", "seconds": "only for those who sing", "bell": "555-0136" }'
    ),
}

UNSEEN: Mapping[str, str] = {
    "config-weather": (
        "# weather.conf, signal hill\n"
        "[link]\n"
        "host = wind.market.example.org\n"
        "port = 8350\n"
        "¦user = forecaster\n"
        "key = sh-62da-08b1-f97e-1c43\n"
        "[mast]\n"
        "height = 18\n"
        "units = knots\n"
        "fallback = 555-0164"
    ),
    "config-pier": (
        "# pier.ini, lights of the long pier\n"
        "[lamps]\n"
        "count = 48\n"
        "glass = green\n"
        "¦login = wick\n"
        "secret = lp.15Gm-662V-kks8-Ho03\n"
        "switch = pier.tide.example.org\n"
        "[lamplighter]\n"
        "name = Viggo\n"
        "drinks at = 21:40\n"
        "excuse = the wind was in the west\n"
        "knock or ring = 555-0190"
    ),
    "config-post": (
        "post_office:\n"
        "  counter: Tallow Street\n"
        "  parcels: back room\n"
        "  closes: Wednesday\n"
        "¦  safe_code: 70-16-88-35\n"
        "  steam_key: goose-2291\n"
        "  opened_letters: steam.post.example.org\n"
        "  kettle: always on\n"
        "  spare_key: inside the stuffed pike\n"
        "  call_if_caught: 555-0127"
    ),
    "config-clock": (
        '{ "service": "town-clock", "mode": "summer", "tower": "market square", ¦"winding_key": '
        '"tc-2764-wasp-9150-reed", "code": "618032", "winder": "mr.askew@market.example.org", '
        '"late_by": "four minutes", "reason": "so that the mayor can sleep", "call": "555-0182" }'
    ),
}
