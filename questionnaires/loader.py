"""From files to `Questionnaire`: the one way in.

Order of the checks: the YAML itself (`yaml_text`), its shape (`shape`), the rules between keys (`rules`), and here what needs
more than one file: common.yaml and codes used twice. Every check runs whatever the others found, so a file shows all its faults
at once. A folder may hold a common.yaml of its own; otherwise the shipped one applies.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from questionnaires.faults import Fault, Finding, QuestionnaireError
from questionnaires.model import Questionnaire, Scale
from questionnaires.rules import find_common_findings, find_questionnaire_findings, find_text_findings
from questionnaires.shape import LEVELS, CommonFile, QuestionnaireFile, find_shape_findings
from questionnaires.yaml_text import Document, read_document

SHIPPED_FOLDER = Path(__file__).parent
COMMON_NAME = "common.yaml"
AUDIENCES = ("parent", "pupil", "learner", "citizen")


def load_questionnaire(path: Path | str) -> Questionnaire:
    """Reads one questionnaire file. Raises QuestionnaireError with every fault of it and of its common.yaml."""
    path = Path(path)
    common = read_document(_common_path(path.parent))
    document = read_document(path)
    faults = [*_find_common_faults(common), *_find_faults(document, common.data)]
    if faults:
        raise QuestionnaireError(sorted(faults))
    return _build(document, common)


def load_folder(folder: Path | str) -> dict[str, Questionnaire]:
    """Reads all questionnaires of a folder, by code. Raises QuestionnaireError with every fault of every file."""
    documents, common, faults = _read_folder(Path(folder))
    if faults:
        raise QuestionnaireError(faults)
    built = [_build(document, common) for document in documents]
    return {questionnaire.code: questionnaire for questionnaire in sorted(built, key=_schooling_order)}


def load_shipped() -> dict[str, Questionnaire]:
    """The questionnaires that come with the service, by code, from preschool upwards. Read once."""
    return dict(_load_shipped())


def shipped_codes() -> tuple[str, ...]:
    """The codes of the questionnaires that come with the service, from preschool upwards."""
    return tuple(_load_shipped())


def find_questionnaire(code_or_path: Path | str) -> Questionnaire | None:
    """The shipped questionnaire of that code, or the one in that file; None if there is neither."""
    shipped = _load_shipped().get(str(code_or_path).upper())
    if shipped:
        return shipped
    try:
        is_file = Path(code_or_path).is_file()
    except (OSError, ValueError):  # too long a name, a null character: no file has it
        return None
    return load_questionnaire(code_or_path) if is_file else None


@cache
def _load_shipped() -> Mapping[str, Questionnaire]:
    return load_folder(SHIPPED_FOLDER)


def _read_folder(folder: Path) -> tuple[list[Document], Document, list[Fault]]:
    common = read_document(_common_path(folder))
    listed = folder.iterdir() if folder.is_dir() else ()
    paths = sorted(path for path in listed if path.suffix.lower() in (".yaml", ".yml") and path.name != COMMON_NAME)
    documents = [read_document(path) for path in paths]
    faults = _find_common_faults(common)
    if not paths:
        faults.append(
            Fault(
                folder.name, 1, "", "thư mục không có tệp phiếu nào", "kiểm tra tên thư mục; tên tệp phiếu kết thúc bằng .yaml"
            )
        )
    first_with: dict[str, str] = {}
    for document in documents:
        faults += _find_faults(document, common.data)
        code = document.data.get("code") if isinstance(document.data, dict) else None
        if isinstance(code, str) and first_with.setdefault(code, document.file) != document.file:
            message = f"mã phiếu {code} đã dùng trong {first_with[code]}"
            faults.append(document.to_fault(Finding(("code",), message, "đặt mã khác cho một trong hai phiếu")))
    return documents, common, sorted(faults)


def _common_path(folder: Path) -> Path:
    own = folder / COMMON_NAME
    return own if own.is_file() else SHIPPED_FOLDER / COMMON_NAME


def _find_faults(document: Document, common: Any) -> list[Fault]:
    findings = list(document.findings)
    if isinstance(document.data, dict):
        findings += _unless_known(find_shape_findings(QuestionnaireFile, document.data), document)
        findings += find_questionnaire_findings(document.data, common if isinstance(common, dict) else {})
        findings += find_text_findings(document.data)
    return sorted({document.to_fault(finding) for finding in findings})


def _find_common_faults(document: Document) -> list[Fault]:
    findings = list(document.findings)
    if isinstance(document.data, dict):
        findings += _unless_known(find_shape_findings(CommonFile, document.data), document)
        findings += find_common_findings(document.data)
        findings += find_text_findings(document.data)
    return sorted({document.to_fault(finding) for finding in findings})


def _unless_known(findings: Any, document: Document) -> list[Finding]:
    """The findings but those where the YAML is at fault: "to be filled in" beside a refused alias only confuses."""
    known = {finding.loc for finding in document.findings}
    return [finding for finding in findings if finding.loc not in known]


def _build(document: Document, common: Document) -> Questionnaire:
    written = QuestionnaireFile.model_validate(document.data, strict=True)
    shared = CommonFile.model_validate(common.data, strict=True)
    scale = shared.scales[written.scale]
    background = {item.code: item for item in shared.background}
    return Questionnaire(
        **{
            name: getattr(written, name)
            for name in QuestionnaireFile.model_fields
            if name not in ("scale", "closing", "background")
        },
        scale=Scale(code=written.scale, options=scale.options, not_applicable=scale.not_applicable),
        closing=shared.closing[written.closing],
        background=tuple(background[code] for code in written.background),
    )


def _schooling_order(questionnaire: Questionnaire) -> tuple[int, int, int, str]:
    """One level before several before any; from preschool upwards; parents before pupils."""
    levels = [LEVELS.index(level) for level in questionnaire.levels]
    several = 0 if len(levels) == 1 else 1 if levels else 2
    return several, min(levels, default=0), AUDIENCES.index(questionnaire.audience), questionnaire.code
