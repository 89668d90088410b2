"""The words of a paper form around its questions, in the language of the page that is being made."""

from questionnaires import Questionnaire
from survey_app.languages import gettext


def paper_words(questionnaire: Questionnaire, owner: str) -> dict[str, str]:
    """The texts of the frame; whom they address depends on who answers. `owner` is who asks."""
    pupil = questionnaire.audience == "pupil"
    return {
        "notice": _notice(questionnaire) % {"owner": owner},
        "batch": gettext("Xấp số"),
        "position": gettext("Phiếu số"),
        "clerk_note": gettext("Người nhập liệu ghi: số thứ tự của tờ này trong xấp, không phải số riêng của người trả lời."),
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
            "%(owner)s muốn biết em thấy trường mình thế nào. Em đừng ghi tên, lớp. Người nhập phiếu có thể nhận ra nét chữ, "
            "nên em ngại thì đừng viết phần ý kiến. Em không bắt buộc phải trả lời, câu nào không muốn trả lời thì bỏ trống. "
            "Trả lời thế nào cũng không ảnh hưởng đến điểm số của em."
        )
    if questionnaire.audience == "learner":
        return gettext(
            "%(owner)s hỏi ý kiến để trung tâm làm tốt hơn. Xin đừng viết tên, lớp hay số điện thoại vào phiếu. Anh/Chị trả "
            "lời hay không là tùy ý; câu nào không muốn trả lời có thể bỏ trống. Người nhập phiếu đọc tờ này rồi đưa vào máy; "
            "kết quả chỉ hiện thành số liệu chung của từ 10 phiếu. Ngại bị nhận ra nét chữ thì bỏ trống phần ý kiến."
        )
    if questionnaire.audience == "citizen":
        return gettext(
            "%(owner)s hỏi ý kiến để cơ quan phục vụ tốt hơn. Xin đừng viết tên, số điện thoại hay mã hồ sơ vào phiếu. Ông/Bà "
            "trả lời hay không là tùy ý; câu nào không muốn trả lời có thể bỏ trống. Người nhập phiếu đọc tờ này rồi đưa vào "
            "máy; kết quả chỉ hiện thành số liệu chung của từ 10 phiếu. Ngại bị nhận ra nét chữ thì bỏ trống phần ý kiến."
        )
    return gettext(
        "%(owner)s hỏi ý kiến để nhà trường làm tốt hơn. Xin đừng viết tên, lớp hay số điện thoại vào phiếu. Ông/Bà trả lời "
        "hay không là tùy ý, không ảnh hưởng đến việc học của con; câu nào không muốn trả lời có thể bỏ trống. Người nhập "
        "phiếu đọc tờ này rồi đưa vào máy; kết quả chỉ hiện thành số liệu chung của từ 10 phiếu. Ngại bị nhận ra nét chữ thì "
        "bỏ trống phần ý kiến."
    )
