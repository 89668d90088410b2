"""The words of a paper form around its questions, in the language of the page that is being made."""

from questionnaires import Questionnaire
from survey_app.languages import gettext


def paper_words(questionnaire: Questionnaire) -> dict[str, str]:
    """The texts of the frame; whom they address depends on who answers."""
    pupil = questionnaire.audience == "pupil"
    return {
        "notice": _notice(questionnaire),
        "batch": gettext("Xấp số"),
        "position": gettext("Phiếu số"),
        "clerk_note": gettext("Người nhập liệu ghi: chỗ của tờ phiếu trong xấp, không phải số của người trả lời."),
        "mark_one": gettext("Mỗi câu đánh dấu vào một ô, như thế này:"),
        "mark_wrong": gettext("Chọn nhầm thì tô kín ô ấy rồi đánh dấu ô khác:"),
        "head": gettext("Em hài lòng ở mức nào?") if pupil else gettext("Mức độ hài lòng về"),
        "overall": gettext("Đánh giá chung"),
        "background": gettext("Hỏi thêm để tính kết quả cho đúng tỷ lệ, không để biết ai trả lời; có thể bỏ qua."),
        "comments": (
            gettext("Em viết ý kiến nếu muốn. Em đừng ghi tên ai, số điện thoại hay lớp học.")
            if pupil
            else gettext("Ý kiến (có thể bỏ trống). Xin đừng ghi tên người hay số điện thoại.")
        ),
        "thanks": gettext("Cảm ơn em. Em gấp phiếu lại trước khi nộp.")
        if pupil
        else gettext("Xin cảm ơn. Xin gấp phiếu lại trước khi nộp."),
        "turn_over": gettext("Xin xem tiếp mặt sau"),
        "page": gettext("Trang {page}/{pages}"),
    }


def _notice(questionnaire: Questionnaire) -> str:
    """What anonymity and free choice mean, in the words of those who answer."""
    if questionnaire.audience == "pupil":
        return gettext(
            "Nhà trường muốn biết em thấy trường mình thế nào. Em đừng ghi tên, lớp: không ai biết phiếu nào của em. "
            "Em không bắt buộc phải trả lời, câu nào không muốn trả lời thì bỏ trống. Trả lời thế nào cũng không ảnh hưởng "
            "đến điểm số của em."
        )
    if questionnaire.audience == "learner":
        return gettext(
            "Trung tâm lấy ý kiến để phục vụ tốt hơn. Phiếu không ghi tên: xin đừng viết tên, lớp hay số điện thoại vào phiếu. "
            "Anh/Chị trả lời hay không là tùy ý; câu nào không muốn trả lời có thể bỏ trống."
        )
    if questionnaire.audience == "citizen":
        return gettext(
            "Cơ quan lấy ý kiến để phục vụ tốt hơn. Phiếu không ghi tên: xin đừng viết tên, số điện thoại hay mã hồ sơ vào "
            "phiếu. Ông/Bà trả lời hay không là tùy ý; câu nào không muốn trả lời có thể bỏ trống."
        )
    return gettext(
        "Nhà trường lấy ý kiến để phục vụ tốt hơn. Phiếu không ghi tên: xin đừng viết tên, lớp hay số điện thoại vào phiếu. "
        "Ông/Bà trả lời hay không là tùy ý, không ảnh hưởng đến việc học của con; câu nào không muốn trả lời có thể bỏ trống."
    )
