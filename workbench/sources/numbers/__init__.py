"""Numbers in: exports of analytics tools, funnels and scores, to numbers of a stage."""
