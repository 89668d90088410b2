"""What a unit's analyst may take away: the figures as tables, and after sealing every response by itself."""

import secrets
from collections.abc import Callable
from typing import Final

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analysis.reports import UnitReport
from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents import report_words
from survey_app.exports.csv_text import IncompleteExportError
from survey_app.exports.data_dictionary import FORBIDDEN, describe_left_out
from survey_app.exports.rows_csv import row_file_to_zip
from survey_app.exports.rows_spss import row_file_to_sav
from survey_app.exports.rows_xlsx import row_file_to_xlsx
from survey_app.exports.xlsx_figures import unit_report_to_xlsx
from survey_app.exports.xlsx_tables import TooManyCellsError
from survey_app.results.access import describe_access
from survey_app.results.progress import UnitCampaign, unit_campaigns
from survey_app.results.reports import NotShown, find_unit_report
from survey_app.results.row_columns import FEWEST_IN_GROUP, PERCENT_STEP
from survey_app.results.row_files import (
    FEWEST_RESPONSES,
    NoRows,
    RowFile,
    RowPlan,
    RowsDifferError,
    find_row_plan,
    read_row_file,
)
from survey_app.views.downloads import send_download
from survey_app.views.report_page import find_report_page
from survey_app.views.unit import blueprint

_FORMS: Final[dict[str, Callable[[RowFile], bytes]]] = {
    "zip": row_file_to_zip,
    "xlsx": row_file_to_xlsx,
    "sav": row_file_to_sav,
}
DIFFERENT: Final = (
    "Tệp chưa được tạo: số dòng hoặc số câu trả lời không khớp với báo cáo, nên không có gì được gửi đi. Dữ liệu không thay "
    "đổi. Xin thử lại; nếu vẫn vậy, xin báo cho người quản trị."
)
TOO_MANY: Final = "Có quá nhiều phiếu cho một tệp Excel. Xin tải tệp CSV hoặc SPSS: hai tệp này có đủ mọi phiếu."


@blueprint.get("/reports/<int(max=2147483647):participation_id>/data", endpoint="data")
def show(participation_id: int) -> str:
    """What there is to take, what each file holds, and why something is missing."""
    with get_database().reading() as session:
        return _page(session, participation_id)


@blueprint.get("/reports/<int(max=2147483647):participation_id>/data/figures.xlsx")
def figures_xlsx(participation_id: int) -> Response:
    """The figures of the report as a workbook; 404 where there is no report."""
    with get_database().reading() as session:
        page = find_report_page(session, participation_id, unit_id=current_account().unit_id, now=clock.now()) or abort(404)
    report = page.outcome if isinstance(page.outcome, UnitReport) else abort(404)
    name = f"ket-qua-{page.file_name}.xlsx"
    data = unit_report_to_xlsx(report, access=describe_access(page.access), closes_on=page.progress.closes_on)
    return send_download(data, name, action="download-report", subject=name)


@blueprint.get("/reports/<int(max=2147483647):participation_id>/data/rows.<any(zip, xlsx, sav):form>")
def rows(participation_id: int, form: str) -> ResponseReturnValue:
    """Every response by itself; where there may be no such file, the page that says why."""
    with get_database().reading() as session:
        plan = _find_plan(session, participation_id)
        if isinstance(plan, NoRows):
            return _page(session, participation_id), 409
        try:
            file = read_row_file(session, participation_id, plan, rng=secrets.SystemRandom())
            data = _FORMS[form](file)
        except (RowsDifferError, IncompleteExportError) as error:
            current_app.logger.error("A row file does not add up. %s: %s", type(error).__name__, error)
            return _page(session, participation_id, problem=DIFFERENT), 500
        except TooManyCellsError:
            return _page(session, participation_id, problem=TOO_MANY), 409
    source = plan.source
    name = f"tung-phieu-{source.campaign_code}-{source.questionnaire_code}-{source.unit_code}.{form}"
    return send_download(data, name, action="download-rows", subject=name)


def _find_plan(session: Session, participation_id: int) -> RowPlan | NoRows:
    grace = current_app.config["GRACE_MINUTES"]
    unit_id = current_account().unit_id
    assert unit_id is not None
    plan = find_row_plan(session, participation_id, unit_id=unit_id, now=clock.now(), grace_minutes=grace)
    return abort(404) if isinstance(plan, NoRows) and plan.reason == "unknown" else plan


def _page(session: Session, participation_id: int, *, problem: str = "") -> str:
    plan = _find_plan(session, participation_id)
    no_rows = plan if isinstance(plan, NoRows) else None
    report = _find_report(session, participation_id) if isinstance(plan, NoRows) else plan.report
    left_out = () if isinstance(plan, NoRows) else tuple((one, describe_left_out(one)) for one in plan.columns.left_out)
    return render_template(
        "unit/data.html",
        progress=_get_progress(session, participation_id),
        plan=plan,
        no_rows=no_rows,
        not_applicable=_not_applicable(plan),
        has_figures=isinstance(report, UnitReport) and report_words.has_figures(report),
        left_out=left_out,
        problem=problem,
        forbidden=FORBIDDEN,
        fewest_responses=FEWEST_RESPONSES,
        fewest_in_group=FEWEST_IN_GROUP,
        percent_step=PERCENT_STEP,
    )


def _find_report(session: Session, participation_id: int) -> UnitReport | NotShown:
    grace = current_app.config["GRACE_MINUTES"]
    unit_id = current_account().unit_id
    return find_unit_report(session, participation_id, now=clock.now(), grace_minutes=grace, unit_id=unit_id)


def _not_applicable(plan: RowPlan | NoRows) -> str:
    columns = () if isinstance(plan, NoRows) else plan.columns.kept
    return next((column.not_applicable for column in columns if column.not_applicable is not None), "")


def _get_progress(session: Session, participation_id: int) -> UnitCampaign:
    unit_id = current_account().unit_id
    assert unit_id is not None
    campaigns = unit_campaigns(session, unit_id, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    return next((found for found in campaigns if found.participation_id == participation_id), None) or abort(404)
