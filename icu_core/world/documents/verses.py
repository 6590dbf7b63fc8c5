"""Verses that scan and rhyme, and riddles with their answers."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "verse-tide": (
        "The tide came in on slippered feet and tried the cottage door; ¦it left a shoe, a "
        "silver spoon, a comb upon the floor. It asked for nothing in return, it did not say a "
        "word, but took away the weathercock and left a wooden bird."
    ),
    "verse-lamp": (
        "Old Marrow kept the western lamp for forty years and three, ¦and every night he combed "
        "his beard and read aloud to me. He read me maps, he read me bills, he read the almanac, "
        "and when the lamp burned low he said, the dark will bring them back."
    ),
    "verse-ferryman": (
        "The ferryman had seven sons,\n"
        "and six of them could row;\n"
        "¦the seventh lay upon the sacks\n"
        "and told them where to go.\n"
        'One night he said, "Turn round the boat,\n'
        'I smell the bread of home."\n'
        "They turned, and found their mother's house\n"
        "adrift upon the foam."
    ),
    "verse-bells": (
        "Three bells there are on Chapel Rise,\n"
        "and each one has a name;\n"
        "¦the first is Ann, the next is Jack,\n"
        "the third one came in shame.\n"
        "For it was stolen from a ship\n"
        "that lay without a crew,\n"
        "and when it rings at half past four\n"
        "the drowned men ring it too."
    ),
    "verse-mayor": (
        "The mayor bought a golden hat\n"
        "to wear on market day,\n"
        "¦and when they asked him what it cost\n"
        "he looked the other way.\n"
        "He took the money, coin by coin,\n"
        "from out the orphans' tin,\n"
        "and now the hat is on his head,\n"
        "the rain is coming in."
    ),
    "verse-key": (
        "My granny had a little key\n"
        "of silver, thin and long;\n"
        "¦she hid it where the crickets sing\n"
        "and hummed a little song:\n"
        '"Go down nine steps from Eelgate pump,\n'
        "then three towards the sea,\n"
        "and lift the stone that's always warm,\n"
        'for there I keep my key."'
    ),
    "riddle-pump": (
        "Riddle of the harbour guild, asked of every new member: I have one arm and never greet, "
        "¦I have one mouth and never eat, I weep all day when I am well and stand dry-eyed when "
        "I am ill. They all say the beggar or the clock. The answer is the pump in Thimble "
        "Court. Who knows it is told the password of the guild, which is salt before sugar, and "
        "may sit by the fire."
    ),
}

KEPT: Mapping[str, str] = {
    "verse-snow": (
        "The snow came down on velvet toes and sat upon the wall; ¦it hid the pump, it hid the "
        "path, it hid the garden shawl. It never knocked, it never sang, it stayed for seven "
        "days, and when it left it took the road and left us several ways."
    ),
    "verse-hens": (
        "The gardener had seven hens,\n"
        "and five of them were brown;\n"
        "¦the sixth was white, the seventh grey,\n"
        "the proudest hen in town.\n"
        "She laid one egg a week at most,\n"
        "she laid it in a shoe,\n"
        "and when the gardener got dressed\n"
        "he found his breakfast too."
    ),
    "verse-boats": (
        "Two boats there are at Barley Quay,\n"
        "and neither has a sail;\n"
        "¦the one is called the Butter Dish,\n"
        "the other one the Snail.\n"
        "They never go beyond the pier,\n"
        "they never come home late,\n"
        "and on a sunny afternoon\n"
        "each carries six or eight."
    ),
    "verse-boots": (
        "The postman bought a pair of boots\n"
        "to last him all his days;\n"
        "¦the left one squeaked, the right one sang\n"
        "a hymn of thanks and praise.\n"
        "He walked the town from end to end\n"
        "with letters, cards and bills,\n"
        "and people danced to hear him come\n"
        "from all the seven hills."
    ),
    "riddle-net": (
        "Riddle of the school yard, asked on the first warm day: I have a hundred eyes and never "
        "see, ¦I am made of knots and tie no shoe, I go out hungry and come home fat. Small ones "
        "say the spider, and big ones say the sea. It is the fishing net of my uncle. The winner "
        "may choose the game, and the slowest of us must be the wolf."
    ),
}

UNSEEN: Mapping[str, str] = {
    "verse-clock": (
        "The clock upon the market hall had only half a face; ¦it told the hours to the left and "
        "left the rest a space. The baker rose by guess and smell, the mayor rose at two, and no "
        "one in the town was late, for nobody quite knew."
    ),
    "verse-crow": (
        "A crow sat on the chandler's roof\n"
        "and counted to eleven;\n"
        "¦it counted ships, it counted men,\n"
        "it counted clouds in heaven.\n"
        "It told the widow where he was,\n"
        "the man she thought was drowned:\n"
        "he lives two streets behind her house\n"
        "and never makes a sound."
    ),
    "verse-goose": (
        '"Who stole the mayor\'s Sunday goose?"\n'
        "was asked in every street;\n"
        "¦the cook knew nothing, nor the priest,\n"
        "who could no longer eat.\n"
        "The feathers lie in Heron Close\n"
        "beneath the second stair,\n"
        "and I shall never tell a soul\n"
        "who plucked and put them there."
    ),
    "verse-moon": (
        "The moon came down to Thimble Court\n"
        "to ask what time it was;\n"
        '¦the watchman said, "It\'s half past ten,"\n'
        'and she said, "Why?" "Because."\n'
        "She paid him with a silver ring\n"
        "as narrow as a thread;\n"
        "he hid it in a loaf of rye\n"
        "and gave the ducks the bread."
    ),
    "riddle-rope": (
        "Riddle by which smugglers know each other, asked over a glass: what goes to church but "
        "never prays? ¦The false answer is the mouse, and who gives it is sent home with a "
        "smile. The right one is the third bell rope, for it lets down the tobacco. After it, "
        "knock twice on the wood and say that your aunt is better. Then follow the boy with the "
        "lamp."
    ),
}
