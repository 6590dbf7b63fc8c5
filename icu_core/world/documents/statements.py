"""Sworn statements and last wills."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "statement-fire": (
        "Sworn statement of the night watchman, given at the town hall: I, Jakob Grist, saw the "
        "fire begin. ¦It did not start in the chimney of the rope works. A lady in a yellow coat "
        "poured oil along the west wall and lit it with a cigar. I knew her by her limp. She is "
        "the owner. Her driver gave me fifty crowns and a ham, and I have eaten the ham."
    ),
    "statement-soup": (
        "I swear by bread and salt that this is true: on the evening of the mayor's dinner ¦I, "
        "Frida Lisk, cook at the Blue Whelk, put sleeping powder in the soup of the tall guest. "
        "The Harbour Bank had asked me to. While he slept, they read the papers in his boot and "
        "copied page seven. I was paid with a stove. The powder is still in the mustard pot."
    ),
    "will-captain": (
        "This is my last will. I, Captain Ruan Sedge, leave the house on Bell Stairs ¦to my cook "
        "and not to my nephews. The brass telescope goes to the school. The chart with the red "
        "cross goes into the sea, weighted with the two gold bars that are hidden in the piano."
    ),
    "will-widow": (
        "I, Clara Teal of Saltpan Road, being old but not foolish, leave what I have as follows: "
        "¦the goat to the doctor, the mirrors to my sister, and the cottage to the man who has "
        "lit my stove every winter and thinks that I do not know who he is. It is the tax clerk. "
        "The three hundred crowns for my burial are inside the blue duck."
    ),
}

KEPT: Mapping[str, str] = {
    "statement-flood": (
        "Sworn statement of the baker's boy, given at the school: I, Otto Brindle, know how the "
        "flood began. ¦It was not the sea. The goat of the second class pulled the plug out of "
        "the big tub in the yard. I heard its bell. The water ran down Bell Stairs and carried "
        "three hats and a pudding. We caught the hats. The goat is sorry, and so am I."
    ),
    "statement-fish": (
        "I declare by net and line, in front of the whole crew: on the morning of the rowing "
        "race ¦I, Hedda Strand, saw a fish as long as a door beside the long pier. It had a "
        "beard. It looked at the boats, shook its head and went down again. My sister saw it "
        "too, but she had the sun in her eyes. We wrote its length on the wall in chalk."
    ),
    "will-teacher": (
        "I, Ansgar Fenn, teacher in this town for forty years, give away my goods in this way: "
        "¦my globe to the child who finds our street on it, my umbrella to whoever is wet, and "
        "my red ink to nobody. The apple tree belongs to the birds until October. My hat may be "
        "used for the play, but please brush it first."
    ),
    "will-bosun": (
        "This is my last will. I, Bosun Aron Hale, give the hammock and the kettle ¦to the boys "
        "of the Silver Dab. My songs are to be sung twice a year, the long one outdoors. My "
        "wooden leg goes to the museum, which has asked for it often. Of money there is none, "
        "but it was very good while it lasted."
    ),
}

UNSEEN: Mapping[str, str] = {
    "statement-sugar": (
        "Statement made under oath before the harbour judge: my name is Abel Roke, and I dig the "
        "graves. ¦The coffin of the old pilot was full of sugar. His widow and I carried it at "
        "night from the Grey Plover. The pilot himself lives on Corrin Isle and keeps bees. I "
        "was promised one sack in ten. My wife noticed it only when the jam became so good."
    ),
    "statement-pearls": (
        "What I say here I say on my honour, as the maid of the house on Samphire Terrace: ¦the "
        "pearls were never in the safe. Madam wore them under her bathing dress and lost them "
        "off the north beach in July. She told me to break the window and cry thief. The "
        "gardener sat in prison for it for six weeks. I brought him pears."
    ),
    "will-aunt": (
        "This is my last will. I, Sidony Crake, leave the sweet shop on Eelgate ¦to the twins, "
        "but not the recipe book, which goes to the convent. The parrot may choose. My debts to "
        "the miller are paid, whatever he says, and the receipt is in the teapot."
    ),
}
