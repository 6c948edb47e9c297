"""The map in other hands: a page, a picture, slides, a workbook, a database, by the suffix of the file's name."""

from workbench.share.exports.formats import FORMATS, Format, export, form

__all__ = ["FORMATS", "Format", "export", "form"]
