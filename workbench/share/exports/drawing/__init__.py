"""The whole map as one drawing: a picture to place anywhere, and sheets for the wall.

`measure` knows how wide words are, `pen` writes SVG, `card`, `entry`, `feeling`, `head`, `legend` draw the parts, `sheet` puts them
in their places, `appendix` sets what lies behind them, and `picture` and `sheets` are the forms a map is saved in.
"""
