"""The thresholds of early warning, for those who run the whole department."""

from typing import Final

from flask import redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.improvement.warning_rules import RULES, Setting, load_settings, write_settings
from survey_app.improvement.warning_words import GROUPS, TITLES
from survey_app.views.management import blueprint

# rule → when it warns, in words, and what its number counts; "" where there is no number to set
WORDS: Final = {
    "whole": ("Từ bao nhiêu phần trăm đơn vị khó đủ số phiếu", "% số đơn vị"),
    "silent": ("Sau bao nhiêu ngày trọn kể từ ngày mở mà chưa có phiếu nào", "ngày"),
    "behind": ("Khi cả đầu cao của dự báo cũng không đủ; và khi còn bao nhiêu ngày mà chưa chắc đủ", "ngày trước hạn"),
    "short": ("Khi đợt đã kết thúc mà chưa đủ số phiếu", ""),
    "missed": ("Khi báo cáo kết luận Không đạt chỉ tiêu", ""),
    "leaning": (
        "Khi chưa kết luận được, nhưng nếu đơn vị đạt đúng chỉ tiêu thì kết quả thấp như vậy chỉ gặp trong bao nhiêu phần trăm "
        "số lần khảo sát",
        "%",
    ),
    "fall": ("Khi giảm từ 2 điểm trở lên so với đợt trước, vượt ngẫu nhiên sau khi hiệu chỉnh cho mọi đơn vị", ""),
    "overfull": ("Khi số phiếu nhiều hơn số người được hỏi quá bao nhiêu phần trăm", "%"),
    "straight": ("Từ bao nhiêu phần trăm số phiếu chọn một mức cho mọi câu", "% số phiếu"),
    "fast": ("Từ bao nhiêu phần trăm số phiếu trả lời dưới một giây mỗi câu", "% số phiếu"),
    "identical": ("Từ bao nhiêu cặp phiếu trùng nhau ngoài mức ngẫu nhiên", "cặp"),
    "burst": ("Từ bao nhiêu lúc phiếu đến dồn dập", "lúc"),
    "assessment": ("Quá hạn bao nhiêu ngày mà chưa gửi", "ngày"),
    "action": ("Quá hạn bao nhiêu ngày mà chưa xong", "ngày"),
}


@blueprint.route("/warning-settings", methods=["GET", "POST"])
def warning_settings() -> ResponseReturnValue:
    """Which rules are on, and from where on they warn; a refused form keeps what was typed."""
    if request.method == "GET":
        with get_database().reading() as session:
            known = load_settings(session)
        typed = {name: (one.is_on, str(one.level)) for name, one in known.items()}
        return _page(typed, {})
    typed = {name: (f"on-{name}" in request.form, request.form.get(f"level-{name}", "").strip()[:20]) for name in RULES}
    problems = {name: fault for name, (_, level) in typed.items() if (fault := _fault(name, level))}
    if problems:
        return _page(typed, problems), 422
    chosen = {
        name: Setting(is_on, int(level) if RULES[name].level is not None else 0) for name, (is_on, level) in typed.items()
    }
    now = clock.now()
    with get_database().writing() as session:
        changed = write_settings(session, chosen)
        for name in changed:
            one = chosen[name]
            subject = f"{name}: {'on' if one.is_on else 'off'} {one.level if RULES[name].level is not None else ''}".strip()
            record_action(session, "set-warning-rule", subject=subject, account_id=current_account().account_id, now=now)
    web_session["done"] = "Đã lưu. Cảnh báo được xét lại theo ngưỡng mới." if changed else "Không có gì thay đổi."
    return redirect(url_for("management.warning_settings"))


def _fault(name: str, level: str) -> str:
    """What is wrong with a typed level; "" where nothing is."""
    rule = RULES[name]
    if rule.level is None or (level.isascii() and level.isdecimal() and rule.least <= int(level) <= rule.most):
        return ""
    return f"{TITLES[name]}: ghi một số nguyên từ {rule.least} đến {rule.most}."


def _page(typed: dict[str, tuple[bool, str]], problems: dict[str, str]) -> str:
    lines = [
        (group, [(name, TITLES[name], *WORDS[name], rule, *typed[name]) for name, rule in RULES.items() if rule.group == code])
        for code, group in GROUPS.items()
    ]
    done = "" if problems else web_session.pop("done", "")
    return render_template(
        "management/warning_settings.html", groups=lines, problems=problems, faulty=bool(problems), done=done
    )
