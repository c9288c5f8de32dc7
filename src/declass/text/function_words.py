"""Function words of English, Spanish and Portuguese: the closed classes, unaccented and in lower case."""

_EN = """
a about above after again against all also although among an and any are as at be because been before
between both but by can could did do does during each either every few for from had has have he her him his
how however if in into is it its may might more most must my not now of on only or other our out over per
same shall she should since some such than that the their them then there these they this those though
through to too under until up upon us was we were what when where whether which while who whom whose why
will with within without would you your
"""

_ES = """
a al ante antes aquel aquella aunque bajo cada como con contra cual cuando de del desde donde durante el
ella ellos en entre era es esa ese eso esta estas este esto estos fue ha haber han hasta hay la las le les
lo los mas mi mientras muy ni o otra otro para pero por porque pues que quien se segun ser si sin sobre son
su sus tambien tan te tiene toda todo todos tras tu un una uno unos y ya
"""

_PT = """
a ao aos apos as ate com como da das de dele do dos e ela eles em entre essa esse esta este foi isso isto ja
lhe mais mas mesmo muito na nao nas nem no nos num numa o os ou para pela pelas pelo pelos por quando qual
que quem sao se sem ser seu seus sob sobre sua suas tem ter um uma umas uns
"""

FUNCTION_WORDS = {"en": frozenset(_EN.split()), "es": frozenset(_ES.split()), "pt": frozenset(_PT.split())}
"""Articles, prepositions, pronouns, conjunctions and auxiliaries, by BCP 47 tag."""
