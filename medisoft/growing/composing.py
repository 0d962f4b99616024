"""How a long list of names is made from short ones, and drawn from as people bear them."""

FREQUENT = 12  # names that are about as frequent as one another, before the law below shows


def composed(heads: str, tails: str) -> list[str]:
    """Each head with each tail. A letter that would stand twice where they meet stands once."""
    return [
        head + tail.removeprefix(head[-1])
        for head in heads.split()
        for tail in tails.split()
        if head.lower() != tail
    ]


def drawn(among: list[str], chance: float) -> str:
    """One of the names, by a number from 0 to below 1. The name at place n of the list is drawn
    about 1/n as often as the first, as surnames are in any country (Zipf)."""
    reach: float = (len(among) + FREQUENT) / FREQUENT
    return among[int(FREQUENT * reach**chance) - FREQUENT]
