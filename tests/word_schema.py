"""In which order children stand in WordprocessingML (ECMA-376 part 1, annex A.1), for every container that we write.

Word reads another order as damage and offers to repair the file. Written down from the schema, not from our code.
"""

import re
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

SEQUENCES = {
    name: words.split()
    for name, words in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
        "eastAsianLayout specVanish oMath",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
        "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
        "tbl": "tblPr tblGrid tr",
        "tr": "tblPrEx trPr tc",
        "tc": "tcPr p",
        "p": "pPr r",
        "r": "rPr t br tab fldChar instrText drawing",
        "pBdr": "top left bottom right between bar",
        "tblBorders": "top left bottom right insideH insideV",
        "tblCellMar": "top left bottom right",
        "styles": "docDefaults latentStyles style",
        "docDefaults": "rPrDefault pPrDefault",
        "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
        "compat": "doNotExpandShiftReturn compatSetting",
        "hdr": "p",
    }.items()
}
REPEATED = {"r": {"t", "br", "tab"}}  # a choice, in any order after the first


def faults(xml: bytes) -> list[str]:
    """What stands where the schema does not allow it."""
    found = []
    for element in ElementTree.fromstring(xml).iter():
        name = element.tag.removeprefix(W)
        children = [child.tag.removeprefix(W) for child in element]
        sequence = SEQUENCES.get(name)
        if sequence is None:
            continue
        strangers = set(children) - set(sequence)
        if name in REPEATED:
            children = [child for child in children if child not in REPEATED[name]]
        places = [sequence.index(child) for child in children if child in sequence]
        if strangers or places != sorted(places):
            found.append(f"{name}: {' '.join(children)} {sorted(strangers)}")
        if name == "tc" and children[-1:] != ["p"]:
            found.append("a cell does not end with a paragraph")
    return found


def repeated_ids(xml: bytes) -> list[str]:
    """Numbers of drawings that occur twice."""
    ids = re.findall(rb'<wp:docPr [^>]*\bid="(\d+)"', xml)
    return sorted({number.decode() for number in ids if ids.count(number) > 1})
