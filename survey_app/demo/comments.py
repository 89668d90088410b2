"""What made-up people write. Some begin with a sign that a spreadsheet takes for a formula, as people's lists and arrows do.

Some of it a unit must review with care: a telephone number, a name, a quarrel, an advertisement, a page of text, a word.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from questionnaires import Questionnaire
from survey_app.collecting.answers import NewResponse

_PARENT = {
    "G01": (
        "Cô giáo chủ nhiệm rất tận tâm, hay gọi điện trao đổi về tình hình của cháu.",
        "Con thích đến trường, sáng nào cũng dậy sớm.",
        "Thầy cô gần gũi, không phân biệt học sinh nghèo hay khá.",
        "Trường sạch, nhiều cây xanh, sân chơi mát.",
        "Bữa trưa bán trú ngon: cá bống sông Trà kho tiêu, canh rau dền, cháu ăn hết suất.",
        "Nhà trường thông báo rõ ràng qua nhóm lớp, không bắt phụ huynh đóng góp thêm.",
        "Cháu mạnh dạn hơn nhiều so với năm ngoái.",
        "Các cô dạy cháu tự xúc cơm, tự gấp chăn.",
        "Bảo vệ luôn đứng ở cổng giờ tan học nên tôi yên tâm.",
        "Buổi ngoại khóa làm bánh tráng và ram bắp ở làng nghề rất vui, cháu kể mãi.",
    ),
    "G02": (
        "Nhà vệ sinh của học sinh còn mùi, thiếu nước vào buổi chiều.",
        "=> Đề nghị sửa mái hiên dãy phòng học phía sau, mưa là dột.",
        "- Cần công khai các khoản thu sớm hơn, trước khi họp phụ huynh.",
        "+ Thêm quạt cho phòng học tầng hai, mùa nắng rất nóng.",
        "Cổng trường giờ tan học quá đông xe, rất nguy hiểm cho các cháu.",
        "Thực đơn bán trú nên đổi món thường xuyên hơn, tuần nào cũng thịt kho trứng.",
        "Máy tính cũ, hai cháu phải dùng chung một máy.",
        "Nên có mái che ở sân để các cháu tập thể dục ngày mưa.",
        "Thư viện ít sách mới, giờ mở cửa trùng giờ học.",
        "Đường vào điểm trường lẻ lầy lội, mong xã và trường cùng làm.",
        "Cô giáo tiếng Anh thay đổi liên tục trong năm.",
        "Mong nhà trường trả lời ý kiến phụ huynh bằng văn bản, đừng chỉ nói ở cuộc họp.",
    ),
    "G03": (
        "@ Ban giám hiệu: xin cảm ơn vì đã hỏi ý kiến phụ huynh.",
        "Nhà tôi ở thôn xa, xin cho cháu được ở bán trú cả tuần.",
        "Nên khảo sát mỗi học kỳ một lần.",
        "Gia đình không có ý kiến gì thêm, chúc thầy cô sức khỏe.",
        "Phiếu hơi dài nhưng dễ trả lời.",
        "Cháu thích món gỏi lá và cơm lam hôm hội trại, cảm ơn các cô.",
    ),
}
_PUPIL = {
    "G01": (
        "Thầy chủ nhiệm hiểu học sinh và hay kể chuyện.",
        "Em thích câu lạc bộ bóng chuyền và đội cồng chiêng.",
        "Bạn bè trong lớp đoàn kết.",
        "Cô dạy Ngữ văn giảng bài rất cuốn hút.",
        "Căng tin có bún bò và bánh xèo ngon.",
        "Trường có nhiều cây, ngồi học ngoài sân rất mát.",
    ),
    "G02": (
        "Nhà vệ sinh nam tầng một hay bị khóa.",
        "- Bớt bài kiểm tra dồn vào cùng một tuần ạ.",
        "Em muốn phòng thí nghiệm được dùng nhiều hơn, cả năm em mới vào hai lần.",
        "=> Mong trường xử lý chuyện trêu chọc trên mạng.",
        "Quạt trong lớp kêu to, không nghe thấy thầy giảng.",
        "Sân bóng rổ hỏng vành rổ từ đầu năm.",
    ),
    "G03": (
        "Em cảm ơn thầy cô.",
        "Em mong có thêm buổi hướng nghiệp.",
        "Nếu được thì cho chúng em mặc áo dài truyền thống của dân tộc mình vào thứ hai.",
        "Không ạ.",
    ),
}
_LEARNER = {
    "G01": ("Giờ học buổi tối phù hợp với người đi làm.", "Giáo viên kiên nhẫn với học viên lớn tuổi."),
    "G02": ("Xưởng thực hành thiếu máy hàn.", "Nên báo lịch học sớm hơn một tuần."),
    "G03": ("Mong trung tâm mở thêm lớp sửa máy nông nghiệp.", "Cảm ơn trung tâm."),
}
_CITIZEN = {
    "G01": ("Cán bộ hướng dẫn rõ, một lần là xong.", "Trả kết quả trước hẹn hai ngày."),
    "G02": ("Bảng niêm yết chữ nhỏ, người già khó đọc.", "Máy lấy số hay hỏng.", "- Nên có ghế chờ ở hành lang."),
    "G03": ("Nên nhận hồ sơ qua mạng nhiều hơn.", "Tôi hài lòng."),
}
COMMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "parent": _PARENT,
    "pupil": _PUPIL,
    "learner": _LEARNER,
    "citizen": _CITIZEN,
}


# what comes beside those; drawn by a generator of its own, so that more words here change no answer of the demo
FURTHER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "parent": {
        "G01": (
            "Tốt",
            "Hài lòng ạ.",
            "Không",
            "Cô Lan lớp 3B dạy rất hay, cháu về nhà kể suốt.",
            "Các thầy cô trẻ, nhiệt tình, dùng tranh ảnh và trò chơi nên cháu dễ hiểu.",
            "Cháu đi học vui, có nhiều bạn.",
            "Trường giữ được nếp chào hỏi lễ phép.",
            "Thư viện xanh ngoài sân là chỗ cháu thích nhất.",
            "Cô giáo biết tiếng Ba Na nên bà cháu đến họp cũng hiểu.",
            "Giờ ra chơi các cháu được chơi đánh đu, ô ăn quan, không cầm điện thoại.",
            "Nhà trường cho con tôi mượn sách giáo khoa từ đầu năm, gia đình đỡ lo.",
            "Cháu bị ốm cô gọi hỏi thăm ngay, số tôi 0912.345.678 cô vẫn còn lưu.",
            "Học sinh lớp 1 được cô dắt ra tận cổng trao tay cho phụ huynh, không cháu nào phải đứng chờ ngoài nắng.",
            "The teachers are kind and patient. My daughter has learnt Vietnamese very quickly here.",
        ),
        "G02": (
            "Không có",
            "Nhà vệ sinh",
            "Không có ý kiến",
            "Xây thêm mái che chỗ để xe cho các cháu.",
            "Cô Hồng phòng thiết bị hay cáu với học sinh, mong cô nhẹ nhàng hơn.",
            "Tiền bán trú 450.000đ một tháng mà bữa nào cũng ít rau.",
            "Vòi nước rửa tay ở dãy nhà B hỏng từ tháng 9 năm 2025 đến giờ chưa sửa.",
            "Mong trường gọi lại cho tôi theo số 0905 123 456 để trao đổi về việc cháu bị bạn đánh.",
            "Tin nhắn của lớp gửi lúc 22 giờ, nên gửi sớm hơn.",
            "Góp ý gửi qua lan.nguyen@thu-dien-tu.vn mấy lần mà không thấy trả lời.",
            "Cặp của cháu nặng quá, nên có tủ để sách ở lớp.",
            "Bài tập về nhà nhiều, 9 giờ tối cháu chưa xong.",
            "Bán trú nên cho cháu ngủ bằng chăn riêng, tuần giặt một lần.",
            "Phòng học số 5, số 6 tối, mong lắp thêm đèn.",
            "Thu quỹ lớp 300.000 đồng mà không thấy công khai chi việc gì.",
            "Trường nên có người trực y tế cả buổi chiều. Tuần trước cháu ngã ở sân lúc 15 giờ, phải chờ gần một tiếng mới có "
            "cô đến xem. Tôi biết trường ít người, nhưng nếu chưa có y tế thì thầy cô trực nên biết sơ cứu, có tủ thuốc, "
            "và gọi cho gia đình ngay. Sân sau còn một đoạn cống chưa đậy nắp, mưa xuống là trơn, các cháu hay chạy qua đó.",
            "LH 0977 888 999 vay vốn nhanh không cần thế chấp",
            "Xem thêm ở facebook.com/hoi.phu.huynh.hoa.ban",
        ),
        "G03": (
            "Không",
            "Không ạ",
            "Cảm ơn nhà trường.",
            "Chúc thầy cô mạnh khỏe.",
            "Phiếu này có thật là không ai biết tôi viết không?",
            "Nên gửi kết quả khảo sát cho phụ huynh cùng xem.",
            "Con tôi học lớp 4A, cha mẹ đi làm xa, cháu ở với bà ngoại. Mong cô để ý cháu giúp.",
            "Quỹ khuyến học xin ủng hộ vào tài khoản 0071000123456.",
            "Trường quan tâm đến học sinh dân tộc thiểu số, gia đình rất biết ơn.",
        ),
    },
    "pupil": {
        "G01": (
            "Vui",
            "Em thích học Toán vì thầy Tuấn dạy dễ hiểu.",
            "Giờ Thể dục được chơi bóng.",
            "Phòng tin học mới có máy chạy nhanh.",
        ),
        "G02": (
            "Không có ạ",
            "Em muốn có nước uống ở tầng ba.",
            "Bạn Hùng lớp 8C hay lấy đồ của em.",
            "Thêm em vào zalo 0933 222 111 với ạ",
            "Giờ ra chơi ngắn quá.",
        ),
        "G03": ("Không", "Em chào thầy cô ạ.", "Mong được đi tham quan Thành cổ Châu Sa."),
    },
}


WRITES_FURTHER = 0.2  # of those who would otherwise write nothing


def comment_for(rng: Random, audience: str, item_code: str) -> str:
    """One comment that fits who writes and what was asked."""
    first = rng.choice(COMMENTS[audience][item_code])
    further = FURTHER.get(audience, {}).get(item_code, ())
    return _own_generator(rng).choice((*COMMENTS[audience][item_code], *further)) if further else first


def further_comment(rng: Random, questionnaire: Questionnaire) -> dict[str, str]:
    """What somebody writes who did not mean to, in one of the questions; for most people nothing."""
    own = _own_generator(rng)
    if own.random() > WRITES_FURTHER:
        return {}
    code = own.choice(questionnaire.text_items).code
    audience = questionnaire.audience
    return {code: own.choice((*COMMENTS[audience][code], *FURTHER.get(audience, {}).get(code, ())))}


_OPENINGS = ("", "", "Thật lòng là ", "Năm nay ", "Theo tôi, ", "Nói thật, ", "Gần đây ")
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "parent": (
        "",
        " Cháu học khối {k}.",
        " Xin cảm ơn.",
        " Mong trường xem xét.",
        " Đã góp ý {k} lần rồi.",
        " Chỉ vậy thôi ạ.",
    ),
    "pupil": ("", " Em học ở đây đã {k} năm.", " Em cảm ơn ạ.", " Các bạn em cũng nghĩ vậy.", " Mong thầy cô xem xét."),
}
_OTHER_ENDINGS = ("", " Xin cảm ơn.", " Tôi đã đến {k} lần.", " Mong sớm thay đổi.")


def elaborate(rng: Random, questionnaire: Questionnaire, response: NewResponse) -> NewResponse:
    """The response with its words put differently: of tens of thousands who write, few write the same."""
    if not response.comments or rng.random() < 0.3:
        return response
    written = {}
    endings = _ENDINGS.get(questionnaire.audience, _OTHER_ENDINGS)
    for code, text in response.comments.items():
        if not text.endswith("."):
            written[code] = text
            continue
        opening = rng.choice(_OPENINGS)
        if opening and text[:2].istitle():  # no sign, no abbreviation
            text = f"{opening}{text[:1].lower()}{text[1:]}"
        further = f" {comment_for(rng, questionnaire.audience, code)}" if rng.random() < 0.35 else ""
        written[code] = f"{text}{further}{rng.choice(endings).format(k=rng.randint(2, 4))}"
    return replace(response, comments=written)


def _own_generator(rng: Random) -> Random:
    """A generator that begins where `rng` stands and leaves it there."""
    own = Random()  # noqa: S311  # nosec B311  # made-up words, no secret
    own.setstate(rng.getstate())
    return own
