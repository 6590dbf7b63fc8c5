"""Letters between the people of the town, each with something its writer would take back."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "letter-orchard": (
        "My dear Hanna, I have walked past the orchard gate every evening since you left, ¦and "
        "every evening the lamp was dark. The blue coat still hangs on its nail. I sold the boat "
        "to the Corrin brothers for nine hundred crowns and told nobody why. Burn this when you "
        "have read it. Your Emil."
    ),
    "letter-resign": (
        "To the harbour board: After thirty-one years I lay down my office of tide keeper, ¦for "
        "I can no longer sign the false soundings that were asked of me. The true depths are in "
        "the green notebook under the third stair. I want no speech and no clock. Osric Vane."
    ),
    "letter-anchor": (
        "Dear Captain Brand, You asked me last Sunday why the Storm Petrel came home without her "
        "anchor, ¦and I said that the chain had broken. It had not. I cut it myself off Farholm, "
        "because the cook was tangled in the rope and there was no time to ask. The cook does "
        "not know that I was drunk. Take the price of the anchor out of my pay and never tell "
        "the crew. Your mate, Gustav Lisk."
    ),
    "letter-prize": (
        "Dear Miss Fenn, My daughter Minna won the essay prize of the school in June, ¦and she "
        "has not slept since. She did not write it. I wrote it, at the kitchen table, in one "
        "night, with her blue pen. The silver cup stands in our oven, wrapped in a towel. Please "
        "let her give it to little Igor, who came second, and let the town think that she is "
        "only being kind. Dora Hask."
    ),
    "letter-pawn": (
        "Dear brother, I am writing this on the ferry, because at home the walls are thin. "
        "¦Father's clock was never stolen. I pawned it in Dunmarrow for sixty crowns and bought "
        "the red bicycle with the money. The ticket is sewn into the lining of my grey hat. If "
        "you pay the man before the first of May, mother will hear it strike again. Forgive me. "
        "Your Nils."
    ),
    "letter-fog": (
        "My dear Olga, The winter at the lighthouse is long, and I have time to be honest. ¦On "
        "the night of the great fog I fell asleep, and the lamp went out for two hours. The "
        "Hazel Anne found the harbour by the smell of your baking. I wrote in the log that the "
        "lamp burned well. The true page is behind the third brick by the stove. Keep your "
        "window open. Your Pavel."
    ),
}

KEPT: Mapping[str, str] = {
    "letter-garden": (
        "My dear Tove, I have sat in the walled garden every morning since the frost went, ¦and "
        "every morning the robin came to the same spade. The yellow bench has lost an arm. I "
        "gave the beehives to the chapel and shall learn to knit. Bring cake when you come. Your "
        "Sten."
    ),
    "letter-flag": (
        "Dear Captain Dole, On Monday you wished to know how the Windflower lost her new flag, "
        "¦and I was too shy to answer. We lent it to a bride in Ossing Ford, who had come "
        "without a veil. She danced in it until the lamps were lit. Her mother has washed it "
        "twice, and it smells of roses now. I shall fetch it myself with the early cart. Your "
        "pilot, Edgar Tarn."
    ),
    "letter-choir": (
        "Dear Mrs Teal, Our son Sixten has sung in your choir for one whole year, ¦and we have "
        "all had cotton in our ears. He is the happiest boy on Kiln Hill. He sings to the hens, "
        "and they lay more eggs than before. May he also have the big drum at Easter? I will "
        "carry it up the steps and bring honey cake for everybody. Rosa Lisk."
    ),
    "letter-kittens": (
        "Dear cousin, You find me in the kitchen today, because the cat has taken my desk. ¦She "
        "has four kittens, and each of them has one white foot. The smallest sleeps in father's "
        "left boot, so he walks about in slippers. We would like to give you the grey one. It "
        "does not fear the sea. Come with a basket on Saturday and stay for the pea soup. Your "
        "Jonna."
    ),
    "letter-beans": (
        "My dear Bodil, The allotment by the sea wall has been good to me this summer, ¦and I "
        "have more beans than jars. I send you twelve pounds with the carrier. Cook the long "
        "ones at once and dry the round ones on the roof. The scarecrow wears your old green "
        "dress and looks very well. On Sunday a crow brought it a button. Write soon. Your "
        "Clemens."
    ),
}

UNSEEN: Mapping[str, str] = {
    "letter-island": (
        "My dear Runa, I have counted the boats from the top window every noon since Easter, "
        "¦and every noon there was one too few. The brown dog waits on the slip. I paid the "
        "joiner in cider and kept the short ladder for you. Say nothing to Aunt Pell. Your "
        "Anders."
    ),
    "letter-ballots": (
        "Dear Mr Askew, The ballots for the new mayor were printed in my shop on Tuesday night, "
        "¦and I printed two hundred too many. Your clerk took them home in a flour sack. He gave "
        "me a goose and told me to count again. I have kept one ballot as proof, under the "
        "cushion of the cat. I cannot eat the goose. It looks at me. Viggo Strand."
    ),
    "letter-circus": (
        "Dearest sister, By the time the baker reads you this, I shall be past Tollan Reach. ¦I "
        "am not ill, and I am not with Aunt Ulla. I have joined the circus as the woman who "
        "walks on bottles. Tell the pastor that I have a cough. My savings are in the coal "
        "bucket, below the paper. Half of them are for the dog. Your Wanda."
    ),
    "letter-buttons": (
        "Dear Tekla, I went down to the wreck again on the last calm day of September, ¦and this "
        "time I opened the iron chest. There was no gold. There were nine hundred buttons, all "
        "of them of bone, with a ship on each. I put them back and said that the chest was "
        "empty. One of them is in this letter. Sew it where nobody looks. Your Halvar."
    ),
}
