"""The file around a Word document: styles, page numbers, language, properties that name no machine and no moment."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from workbench.share.exports.deck_text import line
from workbench.share.exports.still import still

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = ("document.main", "styles", "settings", "numbering", "footer")
_INK, _SOFT, _NOW, _BAD = "1C2126", "57606A", "0B4F7D", "B83A08"
_LATIN = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


def package(body: str, title: str, about: str) -> bytes:
    """Return a Word file with this body.

    Parameters
    ----------
    body
        WordprocessingML.
    title, about
        For its properties; the title also stands at the foot of every page.
    """
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
    name = line(title)[:250]
    members = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations((
            ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml"),
            ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
        )),
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
        "docProps/core.xml": _core(name, line(about)[:250]),
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{body}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            (kind, f"{kind}.xml") for kind in ("styles", "settings", "numbering", "footer")
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/numbering.xml": _numbering(),
        "word/footer.xml": _footer(name),
    }  # fmt: skip
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text.encode())
    return still(out.getvalue())


def _types() -> str:
    parts = "".join(
        f'<Override PartName="/word/{kind.partition(".")[0]}.xml" ContentType="{_KIND}.{kind}+xml"/>' for kind in _PARTS
    )
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        "</Types>"
    )


def _relations(found: object) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if "/" in kind else f"{_REL}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(list(found), 1)  # type: ignore[call-overload]
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _core(title: str, about: str) -> str:
    moment = '<dcterms:{0} xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:{0}>'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(about)}</dc:subject><dc:creator></dc:creator>"
        f"<cp:lastModifiedBy></cp:lastModifiedBy><cp:revision>1</cp:revision>{moment.format('created')}{moment.format('modified')}"
        "<dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def _style(
    identity: str, name: str, par: str = "", run: str = "", *, based: str = "Normal", after: str = "", quick: bool = True
) -> str:
    below = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    default = ' w:default="1"' if identity == "Normal" else ""
    custom = "" if identity == "Normal" or name[0].islower() or name in {"Title", "Subtitle", "Quote"} else ' w:customStyle="1"'
    looks = (f"<w:pPr>{par}</w:pPr>" if par else "") + (f"<w:rPr>{run}</w:rPr>" if run else "")
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{identity}"><w:name w:val="{name}"/>{below}{following}'
        f"{'<w:qFormat/>' if quick else ''}{looks}</w:style>"
    )


def _heading(level: int, par: str, run: str) -> str:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    return _style(f"Heading{level}", f"heading {level}", par + outline, run, after="Normal")


def _entry(level: int) -> str:
    """Return how a line of the table of contents stands."""
    return f'{_space(80 if level == 1 else 0, 20)}<w:ind w:left="{(level - 1) * 240}" w:right="600"/>'


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int, *, bold: bool = False, colour: str = "") -> str:
    look = "<w:b/><w:bCs/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    return f'{look}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _bar(colour: str) -> str:
    return f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{colour}"/></w:pBdr>'


def _styles() -> str:
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_LATIN}<w:color w:val="{_INK}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="en-GB" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    tab = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9638"/></w:tabs>'
    keep = "<w:keepNext/><w:keepLines/>"
    ruled = '<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="3" w:color="1C2126"/></w:pBdr>'
    indent = '<w:ind w:left="340"/>'
    styles = [
        _style("Normal", "Normal", based=""),
        _style("Title", "Title", _space(2400, 120), _size(56, bold=True), after="Subtitle"),
        _style("Subtitle", "Subtitle", _space(0, 480), _size(26, colour=_SOFT), after="Normal"),
        _heading(1, f"{keep}<w:pageBreakBefore/>{ruled}{_space(0, 160)}", _size(34, bold=True)),
        _heading(2, f"{keep}{_space(320, 80)}", _size(26, bold=True, colour=_NOW)),
        _heading(3, f"{keep}{_space(280, 60)}", _size(22, bold=True)),
        _style("Label", "Label", f"{keep}{_space(120, 40)}", _size(19, bold=True)),
        _style("Quote", "Quote", f"{_bar(_NOW)}{_space(0, 120)}{indent}"),
        _style("QuoteSource", "Quote source", f"<w:keepNext/>{_bar(_NOW)}{_space(60, 0)}{indent}", _size(17)),
        _style("Against", "Quote against", f"{_bar(_BAD)}{_space(0, 120)}{indent}"),
        _style("AgainstSource", "Quote against source", f"<w:keepNext/>{_bar(_BAD)}{_space(60, 0)}{indent}", _size(17)),
        _style("Bullet", "List Bullet", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:contextualSpacing/>'),
        _style("Small", "Small", _space(0, 60), _size(17, colour=_SOFT)),
        _style("Cell", "Table cell", _space(20, 20), _size(18)),
        _style("Footer", "footer", '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>', _size(16, colour=_SOFT), quick=False),
        *(_style(f"TOC{n}", f"toc {n}", f"{tab}{_entry(n)}", _size(20 - 2 * (n > 2), bold=n == 1), quick=False) for n in (1, 2, 3)),  # noqa: PLR2004
    ]  # fmt: skip
    edge = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="DFE3E8"/>' for side in ("bottom", "insideH"))
    tables = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="MapTable"><w:name w:val="Map table"/><w:basedOn w:val="TableNormal"/>'
        f'<w:tblPr><w:tblBorders>{edge}</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="1C2126"/></w:tcBorders>'
        '<w:shd w:val="clear" w:color="auto" w:fill="F6F7F9"/></w:tcPr></w:tblStylePr></w:style>'
    )
    return f"{_HEAD}<w:styles {_W}>{defaults}{''.join(styles)}{tables}</w:styles>"


def _settings() -> str:
    return (
        f'{_HEAD}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _numbering() -> str:
    return (
        f'{_HEAD}<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
        '<w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#8226;"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="340" w:hanging="227"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _footer(name: str) -> str:
    short = name if len(name) <= 80 else name[:79] + "…"  # noqa: PLR2004 (a line of small letters)

    def field(code: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    return (
        f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(short)}</w:t></w:r>'
        f'<w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">page </w:t></w:r>{field("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> of </w:t></w:r>'
        f"{field('NUMPAGES')}</w:p></w:ftr>"
    )
