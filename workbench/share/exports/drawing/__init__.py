"""The whole map as one drawing: a picture to place anywhere (`picture`), and A3 sheets for the wall (`paper`).

`measure` knows how wide words are, `look` which colours and sizes there are, `pen` writes SVG. `card`, `entry`, `feeling`, `head`
and `legend` draw the parts, as `block`s; `plan` puts them in their places and `sheet` draws that. On paper, `pages` says what
stands on which sheet and `appendix` what lies behind the map; `rare`, `strings` and `unseen` keep the words in the file small,
whole and easy to find.
"""
