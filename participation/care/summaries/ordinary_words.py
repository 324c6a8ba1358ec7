"""Lists that keep `looking_through` from stopping at ordinary words. Pure."""

from __future__ import annotations

_AREAS = """
ab al b ba bb bd bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e
ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln
ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so
sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze
"""
_SMALL = """
a across along an and any at big bus busy but country cycle dark down each every for from her
his in is little long main memory my new next no of old on one or other our quiet right same
some that the their these this to up was whole with wrong your
"""
_SURNAMES = """
baker ball banks bell best bird black bond bridge brook brown bush care carter case cash chance
child church close cook cooks cross dale day drew driver eve fair farmer fast field fields fish
flowers ford fox free friend gates gift glass gold good grace gray green grey hall hand hands
hart head hill holiday home hood hope house hunt hunter hurt joy king lamb lane last law light
little long lord love lucky major man mann march mark mars marsh mason may mean mercy miller
moon more must new nice night noble noon north nut orange own pace page pain paint parent park
parks past peace pond pool poor porter post potter power pratt price prince quick rain read reed
rest rich rivers road rock roe root rose rush sands sea self sharp shepherd shine short silver
singer small smith snow song spring star still stone strong summer summers sweet swift taylor
tell true turner twin walker ward waters way weeks west white will wills wing winter wise wish
wolf wood woods worth yard young
"""

POSTCODE_AREAS = tuple(_AREAS.split())
"""Letters with which a British postcode begins."""

NO_NAME_OF_A_ROAD = frozenset(_SMALL.split())
"""What stands before "road" or "street" and names none: the road, a busy road."""

SURNAMES_THAT_ARE_WORDS = frozenset(_SURNAMES.split())
"""They stop only where they are written as a name: Brown, Mrs brown, Bea brown."""
