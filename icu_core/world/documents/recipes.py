"""Recipes of kitchens and workshops, each with a trick of its own."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "recipe-bread": (
        "Brindle's secret harbour bread: take four cups of rye flour and one of barley, ¦a spoon "
        "of black treacle, two pinches of smoked salt and a cup of cold tea. Let it rest for "
        "eleven hours under a wool cap. Bake it on slate until it sounds like a drum, and never "
        "slice it before noon."
    ),
    "recipe-varnish": (
        "How the boatyard makes its amber varnish, not to be told to visitors: ¦melt six ounces "
        "of pale resin, stir in a pint of linseed oil and a thimble of clove oil, and strain it "
        "through an old stocking. Brush it on at low tide, three coats, and burn the stocking "
        "afterwards."
    ),
    "recipe-fishsoup": (
        "Fish soup of the Copper Kettle, for the cook alone: take three pounds of cod and six "
        "potatoes, ¦a pint of milk, one leek and the heads of nine prawns. The trick is the "
        "spoon of burnt sugar, which goes in when nobody looks. Never let it boil. Stir it with "
        "the bone of a goose, and put a slice of smoked pear in each bowl before the fish."
    ),
    "recipe-glue": (
        "Glue for broken cups, as old Ostrey mixes it behind his shop: take the white of two "
        "eggs, ¦a spoon of burnt lime and seven drops of fish oil. Grind it with the shell of a "
        "mussel, never with iron. It holds for thirty years if the cup is tied with red wool and "
        "left in a cold oven for nine nights. Ostrey tells people that it comes from Farholm."
    ),
    "recipe-coughdrops": (
        "Cough drops of the chapel choir, only for singers: melt a pound of brown sugar in a "
        "copper pan, ¦add the juice of four onions, a pinch of black pepper and a cup of pear "
        "cider. Drop it on cold marble when the first bubble turns green. Roll each drop in "
        "ground ginger. The second voices get the ones without cider, but they have never been "
        "told."
    ),
    "recipe-bait": (
        "Bait that never fails, from the book of the Corrin brothers: take one stale loaf of rye "
        "bread, ¦a spoon of aniseed, two herring livers and the rind of an orange. Knead it with "
        "cold coffee and bury it in wet sand for five days. Use it only off the second post of "
        "the long pier, when the tide has just turned. Say that you fish with plain worms."
    ),
}

KEPT: Mapping[str, str] = {
    "recipe-soup": (
        "The school kitchen's winter soup: take eight parsnips and two red onions, ¦a handful of "
        "dried peas, a bay leaf and the rind of a hard cheese. Let it tremble for three hours "
        "with the lid half open. Serve it with toast rubbed with garlic, and sing while you wait."
    ),
    "recipe-porridge": (
        "Oat porridge of the lifeboat house, for cold mornings: take five cups of oats and ten "
        "of water, ¦a little salt and a grated apple. Warm the oats in a dry pan until they "
        "smell of nuts. Then pour on the water and stir until the spoon stands by itself. Serve "
        "it with cream and good news. The last man out of bed washes the pot."
    ),
    "recipe-soap": (
        "Soap for fishy hands, as Mrs Teal boils it behind the dairy: take two pounds of clean "
        "fat, ¦a bucket of ash water and a bunch of lavender. Boil it from noon until the lamps "
        "are lit, and pour it into old tins. Let the bars dry on the shelf for six weeks. It "
        "takes off tar, ink and the smell of herring, but no freckles."
    ),
    "recipe-tea": (
        "Ginger tea of the reading room, for all readers: boil three pints of water in the big "
        "kettle, ¦add a thumb of fresh ginger, two lemons and some honey for each guest. Cover "
        "it with a folded newspaper while it stands. Pour it through a clean cloth. The left pot "
        "is for those who talk, and the right pot is for those who cough."
    ),
}

UNSEEN: Mapping[str, str] = {
    "recipe-jam": (
        "Grandmother's midnight jam, for the family only: take five pounds of sloes, ¦a cup of "
        "honey from the heath, one crushed almond and the skin of a pear. Stir it with an ash "
        "spoon from right to left until the moon has set, and seal it with candle wax."
    ),
    "recipe-toffee": (
        "Toffee of the winter fair, a family matter: put one pound of butter and two of sugar on "
        "the fire, ¦and wait until it smells of hot hay. Now add the secret, which is a cup of "
        "sea water from the third wave. Pour it on a wet slate and break it with a horseshoe. If "
        "a customer asks, say that it is vanilla and look at the floor."
    ),
    "recipe-ink": (
        "Ink for letters that must fade, from the clerk's own drawer: take the juice of ten red "
        "beets, ¦half a cup of vinegar and the soot of one candle. Write with a crow's feather "
        "on thin paper. After forty days the words are gone, and only the clerk can bring them "
        "back, with the steam of onion water. So he reads what the mayor has forgotten."
    ),
    "recipe-onionpie": (
        "Onion pie for the boat blessing, after Grandmother Ulla: slice fourteen onions as thin "
        "as paper, ¦and cook them in goose fat until they are brown and sweet. Mix in three "
        "eggs, a cup of sour cream and the one thing that won her the prize: a spoon of "
        "strawberry jam. Bake it in the lower oven for fifty minutes. Blame the taste on the "
        "onions."
    ),
}
