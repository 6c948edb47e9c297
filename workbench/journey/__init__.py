"""The journey map, made from what people said: a `look` at a study, and the map, its comparisons and its plans computed from it.

`said` is who said what; `strength` how sure it is; `change` what is different since the last round; `lanes` what people met, did
and wanted; `figures` the numbers beside it; `plan` what to do about it.
"""
