"""Notices for few eyes, and messages left where one person will find them."""

from __future__ import annotations

from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "notice-well": (
        "Notice of the town council, not for the board outside: the well in Thimble Court ¦was "
        "closed on 9 August because a drum of paint remover was found in it. The council has "
        "paid the cooper's widow four thousand crowns to say no more about it."
    ),
    "notice-lifeboat": (
        "Notice to the crew of the night ferry, not for passengers: the third lifeboat on the "
        "left ¦has a hole under the paint, as long as a hand. It was made by the owner's nephew "
        "with a crowbar in June. Until it is mended, put the choir and the geese in the other "
        "boats. Whoever speaks of this at the Blue Whelk loses his cabin and his plum cake."
    ),
    "notice-scales": (
        "Notice for stall holders of the fish market, to be read and eaten: on Saturday the "
        "inspector comes, ¦dressed as a nun with a basket. Put the honest scales on the table "
        "before eight. The other scales go under the ice in the box of Mrs Hask. When the cook "
        "of the clinic sneezes twice, the inspector has left, and the old weights may come out "
        "again."
    ),
    "notice-atlas": (
        "Notice from the library board, for the staff only: the blue book of maps in the glass "
        "case ¦is a copy, painted by the caretaker during the long frost. The true one was lent "
        "to a gentleman from Bracken Sound, who left a false name and a real umbrella. Nobody "
        "may turn page forty, because the ink there is still wet. Keep the case locked."
    ),
    "message-stage": (
        "Message left on the theatre door: Vinka, the understudy knows everything. ¦Take the "
        "costume trunk with the false bottom and wait at the salt pans until the second bell. I "
        "will bring the ring, the ledger and your brother. Do not wear red."
    ),
    "message-bottle": (
        "Message in a bottle, found at the salt pans: whoever you are, do not ring the bell. ¦I "
        "am the third man of the Amber Lady. We did not sink. We painted her grey, called her "
        "Second Wind and sailed on, for the insurance money was worth more than our names. My "
        "share lies under the doorstep of the chapel garden. Feed my cat."
    ),
}

KEPT: Mapping[str, str] = {
    "notice-bell": (
        "Notice of the chapel wardens, to be read on Sunday: the great bell ¦is cracked and will "
        "be sent to the foundry at Dunmarrow on the first cart of May. Until it is back, the "
        "hours will be struck on the ship's bell that the Kestrel lent us."
    ),
    "notice-hen": (
        "Notice to all riders of the early bus, with our regrets: since Tuesday the second seat "
        "¦belongs to a hen. She got on at Marram Way and has laid three eggs behind the driver. "
        "We ask you to sit elsewhere until they have hatched. Bring no dogs and no loud hats. "
        "The chicks will ride for nothing until they are fully grown, and then they must pay "
        "half."
    ),
    "notice-seals": (
        "Notice for bathers at the tidal pool, to be read before you jump: every Sunday the "
        "seals come, ¦and they like to have the deep end. Leave your towels on the upper rail, "
        "or they will sleep on them. Children may wave, but not whistle. The biggest seal is "
        "called Admiral and must be let out first. The pool opens to people again at three."
    ),
    "message-oven": (
        "Message pinned to the bakery door: Tilda, the oven is warm and the cat is not in it. "
        "¦Put in the twelve small loaves when the chapel strikes five, and the large ones when "
        "you hear the cart. The dough must be fed and spoken to. There is a bun for you on the "
        "sill. I have gone to look at the waves with my aunt."
    ),
}

UNSEEN: Mapping[str, str] = {
    "notice-pier": (
        "Notice of the pier society, for members only: the slot machine ¦pays out every ninth "
        "coin after a spring tide, because the salt has eaten the second wheel. Members are "
        "asked to lose now and then, so that nobody becomes curious."
    ),
    "notice-answers": (
        "Notice to the teachers, to be kept in the desk: the answers of the summer test ¦were "
        "sold in the yard for two apples each. The seller is a small girl with a large hat. Let "
        "her be, for every answer is wrong, and half the class has learnt the right ones to be "
        "safe. The apples are shared in the staff room on Friday."
    ),
    "notice-whale": (
        "Notice of the museum guard, for whoever takes the night round: the whale in the long "
        "hall ¦is hollow, and a man lives in it. He is the late director. He comes out at two "
        "for bread and reads the labels with a candle. Leave him the cheese from the lower "
        "shelf, and never wind the tall clock, since it makes him weep."
    ),
    "message-mill": (
        "Message chalked on the mill door: Benno, the miller counts the sacks on Fridays. ¦Bring "
        "the two from under the willow back before nine, and put a stone in each. The dog has "
        "been told. Leave your share in the hollow post."
    ),
}
